#!/usr/bin/env python
"""Django's command line; finds the running system's servers by itself (see config.env)."""

import os
import sys

from config.env import load_run_env


def main() -> None:
    load_run_env()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from kernel.history import ALL, acting

    with acting(tenant=ALL):  # a command is the operator's, and for every organisation
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
