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
            done = restore(source=folder.absolute(), reason=reason.strip(), at=timezone.now())
        except BackupRefused as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        report = done.report
        if json:
            told = {"ok": report.ok, "size": report.size, "erased_again": done.erased_again, "notes": done.notes}
            self.stdout.write(json_text.dumps(told))
        else:
            verified = "The ledger verifies." if report.ok else f"THE LEDGER DOES NOT VERIFY: {report.reason}"
            again = f"Erased again, since they were erased after the backup was made: {done.erased_again} records."
            lines = [f"Restored, with {report.size} rows in the ledger. {verified}", again, *done.notes]
            self.stdout.write("\n".join(lines))
            self.stdout.write("Everybody signs in again. Restart the system now.")
        if not report.ok:
            sys.exit(1)
