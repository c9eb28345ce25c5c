"""The one-command stack: `stack.py run` serves the system, `stack.py exec -- CMD` lends CMD throw-away servers."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from supervision.state import ROOT, CannotStart
from supervision.supervisor import run
from supervision.throw_away import lend_servers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve the system until interrupted")
    lend = commands.add_parser("exec", help="run a command with throw-away servers")
    lend.add_argument("--durable", action="store_true", help="with the settings that `run` has, for benchmarks")
    lend.add_argument("argv", nargs="+", metavar="CMD")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    try:
        if arguments.command == "exec":
            return lend_servers(arguments.argv, durable=arguments.durable)
        return run(Path(os.environ.get("STATE_DIR") or ROOT / "var"))
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
