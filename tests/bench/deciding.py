"""Bars people in a running system, one for each line it reads: `python -m tests.bench.deciding COUNT`.

Prints a program's credentials and the people; then, for each number it is given, the instant after the commit.
"""

import json
import os
import sys
import time
from datetime import date
from typing import Any

import django

TRUST, BORN = "RJ1", date(1974, 3, 9)


def main() -> None:
    from config.env import load_run_env

    load_run_env()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from kernel.history import ALL, acting
    from kernel.queries import system_user_id

    with acting(user=system_user_id(), tenant=ALL):
        print(json.dumps(_prepared(int(sys.argv[1]))), flush=True)
        for line in sys.stdin:
            _bar(line.strip())
            print(time.time(), flush=True)


def _prepared(count: int) -> dict[str, Any]:
    from django.utils import timezone

    from config.installation import install
    from tests.factories.kernel import organisation
    from tests.factories.register import registered_person

    organisation(TRUST)
    programs = [{"organisation": TRUST, "scopes": ["watches", "webhooks"]}]
    made = install(specification={"api_clients": programs}, at=timezone.now())
    people = [registered_person(date_of_birth=BORN) for _ in range(count)]
    return {"program": made.api_clients[0], "people": [one.registration_number for one in people]}


def _bar(number: str) -> None:
    from django.utils import timezone

    from register.models import Person
    from register.rules import Kind
    from tests.factories.register import restricted

    restricted(Person.objects.get(registration_number=number), at=timezone.now(), kind=Kind.BAR)


if __name__ == "__main__":
    main()
