"""Bring people onto the register from a CSV file."""

import csv
import json as json_text
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import mkstemp
from typing import Any, BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from kernel.errors import ActionRefused
from kernel.queries import system_user
from register.actions.imports import FileRefused, Imported, Issue, import_people
from register.rules.imports import COLUMNS, Fault

FINDING, WRONG_USAGE = 1, 2
LONGEST_LINE = 1_000_000
BAR = 40


class Command(BaseCommand):
    help = f"Store the people of a CSV file with the header {','.join(COLUMNS)}. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check every row and store nothing")
        parser.add_argument("--out", type=Path, metavar="FILE", help="write reference,registration_number here")
        parser.add_argument("--json", action="store_true", help="print the counts, and what is wrong, as JSON")

    def handle(self, *args: Any, file: Path, out: Path | None, dry_run: bool, json: bool, **options: Any) -> None:
        if out is not None and out.resolve() == file.resolve():
            self.stderr.write("--out names the file to be read. Name another.")
            sys.exit(WRONG_USAGE)
        try:
            with file.open("rb") as source, transaction.atomic(), _issued(None if dry_run else out) as issue:
                lines = _lines(source, self.stderr if sys.stderr.isatty() else None)
                result = import_people(lines=lines, dry_run=dry_run, issue=issue, by=system_user(), at=timezone.now())
        except OSError as fault:
            self.stderr.write(f"{fault.filename or out or file}: {fault.strerror}.")
            sys.exit(WRONG_USAGE)
        except FileRefused as refusal:
            self._refuse(refusal.faults, refusal.text, json)
        except ActionRefused as refusal:
            self._refuse([], refusal.text, json)
        else:
            self._report(result, dry_run, json)

    def _refuse(self, faults: list[Fault], text: str, json: bool) -> None:
        if json:
            self.stdout.write(json_text.dumps({"stored": False, "faults": [asdict(one) for one in faults]}))
        for fault in faults:
            self.stderr.write(str(fault))
        self.stderr.write(text)
        sys.exit(FINDING)

    def _report(self, result: Imported, dry_run: bool, json: bool) -> None:
        for warning in result.warnings:
            self.stderr.write(f"{warning} (a warning)")
        if json:
            counts = {"stored": not dry_run, "added": result.added, "skipped": result.skipped, "faults": []}
            self.stdout.write(json_text.dumps(counts))
            return
        would = "would be " if dry_run else ""
        self.stdout.write(f"{result.added} {would}added, {result.skipped} skipped as imported before")


def _lines(source: BinaryIO, terminal: Any) -> Iterator[str]:
    """The file line by line, a byte that is not UTF-8 as a surrogate; shows how far it is to a terminal."""
    size, shown = max(os.fstat(source.fileno()).st_size, 1), -1
    encoding = "utf-8-sig"
    while line := source.readline(LONGEST_LINE):
        yield line.decode(encoding, "surrogateescape")
        encoding = "utf-8"
        done = min(source.tell() * 100 // size, 100)
        if terminal is not None and done != shown:
            filled = done * BAR // 100
            terminal.write(f"\r{'#' * filled}{'.' * (BAR - filled)} {done:3d}%", ending="")
            shown = done
    if terminal is not None:
        terminal.write("")


@contextmanager
def _issued(out: Path | None) -> Iterator[Issue]:
    """Takes the numbers given; the file appears whole, when all is stored, or not at all."""
    if out is None:
        yield lambda reference, number: None
        return
    with _beside(out) as draft:
        rows = csv.writer(draft, lineterminator="\n")
        rows.writerow(["reference", "registration_number"])
        yield lambda reference, number: rows.writerow([reference, number])


@contextmanager
def _beside(out: Path) -> Iterator[TextIO]:
    """A draft in the same folder, deleted when something goes wrong."""
    handle, name = mkstemp(dir=out.parent, prefix=f".{out.name}.")
    with open(handle, "w", encoding="utf-8", newline="") as draft:  # noqa: PTH123  a handle, not a path
        try:
            yield draft
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        draft.flush()
        os.fsync(draft.fileno())
    transaction.on_commit(lambda: Path(name).replace(out))
