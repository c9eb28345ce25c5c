"""Print every move of every status machine."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.policy import transitions


class Command(BaseCommand):
    help = "Every move of every status machine, and who may make it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the default; kept for likeness with the others")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(transitions(), indent=1))
