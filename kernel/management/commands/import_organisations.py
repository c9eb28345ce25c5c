"""Bring the organisations up to a published ODS file."""

import json as json_text
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser

from kernel.actions import import_organisations
from kernel.actions.organisations import FileRefused
from kernel.history import acting
from kernel.models import OrganisationClass
from kernel.queries import system_user_id

FINDING, WRONG_USAGE = 1, 2


class Command(BaseCommand):
    help = "Add, change and close organisations as an ODS file says: no header, 27 columns. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--class",
            dest="organisation_class",
            choices=OrganisationClass.values,
            default=OrganisationClass.NHS_TRUST.value,
            help="what kind of body the file lists (nhs_trust)",
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, file: Path, organisation_class: str, json: bool, **options: Any) -> None:
        try:
            with file.open("rb") as source, acting(user=system_user_id()):
                counts = import_organisations(lines=_lines(source), organisation_class=organisation_class)
        except OSError as fault:
            self.stderr.write(f"{file} cannot be read: {fault.strerror}.")
            sys.exit(WRONG_USAGE)
        except FileRefused as refusal:
            for line, fault_text in refusal.faults:
                self.stderr.write(f"{file}:{line}: {fault_text}")
            self.stderr.write(refusal.text)
            sys.exit(FINDING)
        words = ", ".join(f"{number} {what}" for what, number in counts.items())
        self.stdout.write(json_text.dumps(counts) if json else words)


def _lines(source: BinaryIO) -> Iterator[str]:
    """Decoded line by line, so that a byte that is not UTF-8 is reported on its own line."""
    for number, line in enumerate(source):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8")
