"""Do what time has made due."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kernel.actions import run_due


class Command(BaseCommand):
    help = "Do all work that time has made due. Safe to run twice and side by side."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="repeat until nothing is due")
        parser.add_argument("--json", action="store_true", help="print the count as JSON")

    def handle(self, *args: Any, until_idle: bool, json: bool, **options: Any) -> None:
        done = more = run_due(at=timezone.now())
        while until_idle and more:
            more = run_due(at=timezone.now())
            done += more
        self.stdout.write(f'{{"done": {done}}}' if json else f"{done} done")
