"""`manage.py estimate_matcher FILE --name=NAME`: weights for the search by name, from labelled pairs."""

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.errors import ActionRefused
from register.actions import Compare, estimate_matcher
from register.rules.names import normalise, words

HEADER = (
    "family_name", "given_names", "date_of_birth",
    "other_family_name", "other_given_names", "other_date_of_birth", "same",
)  # fmt: skip
LABELS = {"yes": True, "no": False}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=f"CSV with header {','.join(HEADER)}; same is yes or no")
        parser.add_argument("--name", required=True, help="what the weights are called, for ever")

    def handle(self, *args: Any, file: Path, name: str, **options: Any) -> None:
        try:
            with file.open(newline="", encoding="utf-8-sig") as lines:
                same, different = read_pairs(lines)
            matcher = estimate_matcher(name=name, same=same, different=different, source=file.name)
        except (OSError, UnicodeDecodeError, ActionRefused) as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(json.dumps({"version": matcher.version, **matcher.report}))


def read_pairs(lines: Iterable[str]) -> tuple[list[tuple[Compare, Compare]], list[tuple[Compare, Compare]]]:
    """The pairs of one person and those of two. Refuses (CommandError) another header or label."""
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != HEADER:
        raise CommandError(f"The header must be {','.join(HEADER)}")
    found: dict[bool, list[tuple[Compare, Compare]]] = {True: [], False: []}
    for row in rows:
        if row["same"] not in LABELS:
            raise CommandError(f"line {rows.line_num}: same must be yes or no")
        found[LABELS[row["same"]]].append((_compare(row, ""), _compare(row, "other_")))
    return found[True], found[False]


def _compare(row: dict[str, str], prefix: str) -> Compare:
    given = row[f"{prefix}given_names"]
    return Compare(
        family=normalise(row[f"{prefix}family_name"]),
        given=normalise(given),
        first=next(iter(words(given)), ""),
        born=row[f"{prefix}date_of_birth"].replace("-", ""),
    )
