"""Demonstration data for an empty database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.loading import load, write_sheet


class Command(BaseCommand):
    help = "Load demonstration data into a database without accounts, and write demo.json beside it."

    def handle(self, *args: Any, **options: Any) -> None:
        sheet = load(at=timezone.now())
        if sheet is None:
            self.stdout.write("There are accounts already; nothing was loaded.")
        else:
            self.stdout.write(f"Loaded. The sign-ins are in {write_sheet(sheet)}.")
