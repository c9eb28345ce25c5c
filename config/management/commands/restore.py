"""Put a backup in place of the database."""

import json as json_text
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.backups import BackupRefused, recovered
from config.backups.restoring import restore


class Command(BaseCommand):
    help = "Check a backup and put it in place of the database. Exit 0: in place and verified; 1: not."

    def add_arguments(self, parser: CommandParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("folder", metavar="DIR", type=Path, nargs="?")
        source.add_argument(
            "--recovered",
            action="store_true",
            help="PostgreSQL took the database back itself: go on with it, for --reason",
        )
        parser.add_argument("--reason", default="", help="why something newer is given up; kept in the ledger")
        parser.add_argument("--json", action="store_true", help="print what came of it as JSON")

    def handle(self, *args: Any, folder: Path | None, reason: str, json: bool, **options: Any) -> None:
        reason, at = reason.strip(), timezone.now()
        try:
            if folder is None:
                done = recovered.accept(reason=reason, at=at)
            else:
                done = restore(source=folder.absolute(), reason=reason, at=at)
        except BackupRefused as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        report = done.report
        if json:
            told = {"ok": report.ok, "size": report.size, "erased_again": done.erased_again, "notes": done.notes}
            self.stdout.write(json_text.dumps(told))
        else:
            verified = "The ledger verifies." if report.ok else f"THE LEDGER DOES NOT VERIFY: {report.reason}"
            again = f"Erased again, since they were erased later: {done.erased_again} records."
            lines = [f"In place, with {report.size} rows in the ledger. {verified}", again, *done.notes]
            self.stdout.write("\n".join(lines))
            self.stdout.write("Everybody signs in again. Restart the system now.")
        if not report.ok:
            sys.exit(1)
