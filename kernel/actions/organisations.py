"""Organisations: from the published ODS files, and by hand for bodies no file has."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Organisation

COLUMNS = 27
CODE = re.compile(r"[A-Z0-9]{2,12}")
LONGEST_CELL = 200  # characters
SMALL_WORDS = {"and", "by", "for", "in", "le", "of", "on", "the", "under", "upon", "with"}
CAPITALS = {"NHS", "UK", "HQ", "FT"}  # FT is short for foundation trust
ORDINAL = re.compile(r"\d+(ST|ND|RD|TH)")


class FileRefused(ActionRefused):
    """The file cannot be read as an ODS file. `faults` are (line, what is wrong); nothing was stored."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        count = "1 row of the file is" if len(faults) == 1 else f"{len(faults)} rows of the file are"
        super().__init__(f"{count} wrong. Nothing was stored.")
        self.faults = faults


class CodeTaken(ActionRefused):
    """Another organisation has this code."""


@dataclass(frozen=True)
class OdsRow:
    """What one line of an ODS file in the common form says."""

    code: str
    name: str
    region: str
    integrated_care_board: str
    address: str
    postcode: str
    opened_on: date | None
    closed_on: date | None


@transaction.atomic
def import_organisations(*, lines: Iterable[str], organisation_class: str) -> dict[str, int]:
    """Bring the organisations up to an ODS file: new ones are added, changed ones changed, closures noted.

    Returns counts of `added`, `changed`, `closed`, `unchanged`. Refuses the whole file (FileRefused) when a
    row is wrong. An organisation that the file lacks is left as it is: files are published by kind.
    """
    rows = _read(lines)
    counts = {"added": 0, "changed": 0, "closed": 0, "unchanged": 0}
    known = {
        row.code: row
        for row in Organisation.objects.select_for_update(no_key=True).filter(code__in=[r.code for r in rows])
    }
    with acting(reason="ODS file"):
        for row in rows:
            counts[_store(row, known.get(row.code), organisation_class)] += 1
    return counts


def _store(row: OdsRow, known: Organisation | None, organisation_class: str) -> str:
    if known is None:
        Organisation.objects.create(organisation_class=organisation_class, **vars(row))
        return "added"
    values = {**vars(row), "organisation_class": organisation_class}
    if all(getattr(known, name) == value for name, value in values.items()):
        return "unchanged"
    closing = known.closed_on is None and row.closed_on is not None
    for name, value in values.items():
        setattr(known, name, value)
    known.save()
    return "closed" if closing else "changed"


def _read(lines: Iterable[str]) -> list[OdsRow]:
    faults: list[tuple[int, str]] = []
    rows: dict[str, OdsRow] = {}
    for number, cells in _cells(lines, faults):
        try:
            row = _parse(cells)
        except ValueError as fault:
            faults.append((number, str(fault)))
            continue
        if row.code in rows:
            faults.append((number, f"the code {row.code} stands twice"))
        rows[row.code] = row
    if not rows and not faults:
        faults.append((1, "the file has no rows"))
    if faults:
        raise FileRefused(faults)
    return list(rows.values())


def _cells(lines: Iterable[str], faults: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error:
        faults.append((reader.line_num, "the line is not comma-separated text"))
    except UnicodeDecodeError:  # the line was never read, so it is not counted
        faults.append((reader.line_num + 1, "the line is not UTF-8"))


def _parse(cells: list[str]) -> OdsRow:
    if len(cells) != COLUMNS:
        raise ValueError(f"a row has {COLUMNS} columns; this one has {len(cells)}")
    cells = [cell.strip() for cell in cells]
    if any(not cell.isprintable() for cell in cells):
        raise ValueError("a cell has a character that cannot be shown")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise ValueError(f"a cell has more than {LONGEST_CELL} characters")
    code, name, region, board, *address, postcode, opened, closed = cells[:12]
    if not CODE.fullmatch(code):
        raise ValueError("the first column must be an organisation code")
    if not name:
        raise ValueError("the second column must be a name")
    opened_on, closed_on = _day(opened), _day(closed)
    if opened_on and closed_on and closed_on < opened_on:
        raise ValueError("it closes before it opens")
    lines = ", ".join(_in_title_case(line) for line in address if line)
    return OdsRow(code, _in_title_case(name), region, board, lines, postcode, opened_on, closed_on)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a plain date
    except ValueError:
        raise ValueError(f"“{text[:20]}” is not a date as YYYYMMDD") from None


def _in_title_case(text: str) -> str:
    """ODS files are in capitals; pages are not. Text that already has small letters is left as it is."""
    if text != text.upper():
        return text
    parts = re.split(r"([^\w'’]+)", text)
    words = [place for place, part in enumerate(parts) if re.search("[A-Z]", part)]
    return "".join(_word(part, first=place in words[:1]) for place, part in enumerate(parts))


def _word(word: str, *, first: bool) -> str:
    """One word of capitals as it is read: Queen's, McKinley, 4th, 1A, NHS, and small words small after the first."""
    if word in CAPITALS:
        return word
    if word[:1].isdigit():
        return word.lower() if ORDINAL.fullmatch(word) else word
    if word.lower() in SMALL_WORDS and not first:
        return word.lower()
    if word.startswith("MC") and len(word) > 3:
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


@transaction.atomic
def add_organisation(
    *, code: str, name: str, organisation_class: str, opened_on: date | None, region: str = "", postcode: str = ""
) -> Organisation:
    """Enter a body that no ODS file has. Refuses a code that is taken."""
    try:
        with transaction.atomic():
            return Organisation.objects.create(
                code=code,
                name=name,
                organisation_class=organisation_class,
                opened_on=opened_on,
                region=region,
                postcode=postcode,
            )
    except IntegrityError as taken:
        raise CodeTaken(f"{code} is already the code of another organisation.") from taken


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    name: str,
    organisation_class: str,
    closed_on: date | None,
    reason: str,
    successor: str = "",
) -> Organisation:
    """Correct or close an organisation, with a reason; `closed_on` is its last day.

    `successor` is the code of the body that it went into: from the day after, that one watches whom it watched. Refuses
    a closing before the opening, and a successor that is unknown, itself, goes into it, or follows one that is open.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if closed_on and organisation.opened_on and closed_on < organisation.opened_on:
        raise ActionRefused("The organisation cannot close before it opened.")
    organisation.name, organisation.organisation_class = name, organisation_class
    organisation.closed_on, organisation.successor = closed_on, _successor_of(organisation, successor, closed_on)
    with acting(reason=reason):
        organisation.save(update_fields=["name", "organisation_class", "closed_on", "successor"])
    return organisation


def _successor_of(organisation: Organisation, code: str, closed_on: date | None) -> Organisation | None:
    if not code:
        return None
    if closed_on is None:
        raise ActionRefused("Only an organisation that closes goes into another. Give its last day.")
    found = Organisation.objects.filter(code=code).first()
    after = found
    while after is not None and after.pk != organisation.pk:
        after = after.successor
    if found is None or after is not None:
        raise ActionRefused("The organisation cannot go into itself, or into one that went into it.")
    return found
