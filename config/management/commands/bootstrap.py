"""The first accounts of an empty installation."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.installation import AlreadyInstalled, WrongSpecification, install


class Command(BaseCommand):
    help = "Read a specification of the first accounts (JSON) on standard input and print their passwords, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the default; kept for likeness with the others")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            specification = json.loads(sys.stdin.buffer.read())
        except (UnicodeDecodeError, ValueError, RecursionError):
            self.stderr.write("The specification on standard input is not JSON.")
            sys.exit(2)
        try:
            made = install(specification=specification, at=timezone.now())
        except WrongSpecification as refusal:
            for fault in refusal.faults:
                self.stderr.write(fault)
            sys.exit(2)
        except AlreadyInstalled as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        self.stdout.write(json.dumps({"users": made.users, "api_clients": made.api_clients}, indent=1))
