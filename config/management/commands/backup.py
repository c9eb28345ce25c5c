"""Make a backup while the system runs."""

import json as json_text
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.backups import BackupRefused
from config.backups.copying import back_up


class Command(BaseCommand):
    help = "Make a consistent copy of the database and the stored files in a new folder. Exit 0: made; 1: not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--json", action="store_true", help="print the manifest as JSON")

    def handle(self, *args: Any, folder: Path, json: bool, **options: Any) -> None:
        try:
            manifest = back_up(target=folder.absolute(), at=timezone.now())
        except BackupRefused as refusal:
            self.stderr.write(refusal.text)
            sys.exit(1)
        if json:
            self.stdout.write(json_text.dumps(manifest))
            return
        size = sum(file["size"] for file in manifest["files"].values())
        self.stdout.write(
            f"{folder}: {size / 1e6:.1f} MB, {'encrypted' if manifest['encrypted'] else 'NOT encrypted'}."
        )
        if not manifest["encrypted"]:
            self.stdout.write("Set BACKUP_KEY to encrypt it, or keep it where only you can read it.")
        self.stdout.write(f"The keys are not in it: keep a copy of {settings.KEYRING_DIR} in another place.")
