"""Say what would make this installation unsafe."""

import json as json_text
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.doctor import findings


class Command(BaseCommand):
    help = "Name each unsafe setting of this installation. Exit 0: none; 1: some."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        found = findings(at=timezone.now())
        if json:
            self.stdout.write(json_text.dumps({"ok": not found, "findings": found}))
        else:
            self.stdout.write("\n".join(found) or "Nothing is wrong.")
        if found:
            sys.exit(1)
