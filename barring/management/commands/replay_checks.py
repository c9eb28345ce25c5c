"""Work out stored answers again."""

import json as json_text
import sys
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from barring.actions.replays import replay
from kernel.clocks import read_instant
from kernel.history import ALL, acting


def instant(text: str) -> datetime:
    """An instant with its offset, such as 2026-03-09T10:00:00Z."""
    try:
        return read_instant(text)
    except ValueError:
        raise ArgumentTypeError("give an instant such as 2026-03-09T10:00:00Z") from None


class Command(BaseCommand):
    help = (
        "Work out every stored answer again, from what was known when it was given. Prints how many, how many came out "
        "otherwise, and the first of these. Exit 1 where any did."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=instant, metavar="T", help="only those answered from this instant on")
        parser.add_argument("--json", action="store_true", help="print JSON, as is done in any case")

    def handle(self, *args: Any, since: datetime | None, **options: Any) -> None:
        with acting(tenant=ALL):
            done = replay(since=since)
        self.stdout.write(json_text.dumps(asdict(done)))
        if done.mismatched:
            sys.exit(1)
