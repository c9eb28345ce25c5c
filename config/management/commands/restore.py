"""Put a backup in place of the database."""

import json as json_text
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.backups import BackupRefused
from config.backups.restoring import restore


class Command(BaseCommand):
    help = "Check a backup and put it in place of the database. Exit 0: in place and verified; 1: not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--reason", default="", help="why something newer is given up; kept in the ledger")
        parser.add_argument("--json", action="store_true", help="print what came of it as JSON")

    def handle(self, *args: Any, folder: Path, reason: str, json: bool, **options: Any) -> None:
        try:
            report, notes = restore(source=folder.absolute(), reason=reason.strip(), at=timezone.now())
        except BackupRefused as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        if json:
            self.stdout.write(json_text.dumps({"ok": report.ok, "size": report.size, "notes": notes}))
        else:
            verified = "The ledger verifies." if report.ok else f"THE LEDGER DOES NOT VERIFY: {report.reason}"
            self.stdout.write("\n".join([f"Restored, with {report.size} rows in the ledger. {verified}", *notes]))
            self.stdout.write("Everybody signs in again. Restart the system now.")
        if not report.ok:
            sys.exit(1)
