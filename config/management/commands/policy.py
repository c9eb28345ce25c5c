"""Print who may do what."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.policy import policy


class Command(BaseCommand):
    help = "Every route and method with the permission and the roles that it takes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the default; kept for likeness with the others")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(policy(), indent=1))
