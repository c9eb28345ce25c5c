"""People in bulk, from a file: every row is read and checked as it comes, and stored all together or not at all."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection

from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.models import Organisation, User
from register.actions.copies import store_people
from register.actions.facts import writing
from register.actions.matchers import renew_matcher
from register.models import Person
from register.rules.imports import Fault, ImportedPerson, Open, RowReader, header_faults

BATCH = 5000
ONE_AT_A_TIME = 7_012_026
"""The number of the lock by which imports wait for each other."""

Issue = Callable[[str, str], object]
"""Takes each reference with its registration number, or an empty text for somebody without."""


class FileRefused(ActionRefused):
    """Rows of the file are wrong; nothing was stored."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} things in the file are wrong. Nothing was stored.")
        self.faults = faults


@dataclass
class Imported:
    """What came of a file: how many rows were new, and how many had been imported before."""

    added: int = 0
    skipped: int = 0
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A good row and where it stands."""

    number: int
    person: ImportedPerson


@dataclass
class _Reading:
    """The state of one import: what is wrong so far, and the references seen with their digests."""

    at: datetime
    organisations: dict[str, Open]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    repeated: int = 0


def import_people(*, lines: Iterable[str], dry_run: bool, issue: Issue, by: User, at: datetime) -> Imported:
    """Store the people of a CSV file, each with a registration and a post where the row has them.

    A row identical to one imported before is skipped; another row under the same reference is a fault. Raises
    FileRefused with every fault, by line and field, and then stores nothing. A dry run stores nothing either, and
    issues nothing. `lines` may hold undecodable bytes as surrogates: they are reported with their field.
    """
    reading = _Reading(at=at, organisations=_organisations())
    result = Imported(warnings=reading.warnings)
    try:
        with writing(by=by, reason="Imported from a file"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            good = _read(lines, reading)
            while batch := list(islice(good, BATCH)):
                _take(batch, reading, result, store=not dry_run, issue=issue)
            if reading.faults:
                raise FileRefused(sorted(reading.faults))
    except IntegrityError as conflict:
        raise ActionRefused("Somebody entered one of these people just now. Run the import again.") from conflict
    result.skipped += reading.repeated
    if not dry_run:
        renew_matcher(at=at)
    return result


def _organisations() -> dict[str, Open]:
    rows = Organisation.objects.values_list("code", "pk", "closed_on")
    return {code: Open(pk, closed_on) for code, pk, closed_on in rows}


def _read(lines: Iterable[str], reading: _Reading) -> Iterator[Line]:
    """The good rows of a file; what is wrong with the others goes into `reading`."""
    rows = _cells(csv.reader(lines, strict=True), reading)
    number, header = next(rows, (1, []))
    header = [cell.strip() for cell in header]
    reading.faults += header_faults(header)
    if reading.faults:
        return
    for number, cells in rows:
        if len(cells) != len(header):
            text = f"has {len(cells)} fields; the header has {len(header)}"
            reading.faults.append(Fault(number, "", text))
            continue
        row = RowReader(line=number, cells=dict(zip(header, cells, strict=True)), today=today(reading.at))
        person = row.person(reading.organisations)
        reading.faults += row.faults
        reading.warnings += row.warnings()
        if person and _is_new(person, number, reading):
            yield Line(number, person)


def _cells(reader: Any, reading: _Reading) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line that each begins on. A row that is not CSV is a fault, and reading goes on after it."""
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            reading.faults.append(Fault(begins, "", "is not comma-separated text. Look for a stray quotation mark"))
            continue
        if cells:
            yield begins, cells


def _is_new(person: ImportedPerson, number: int, reading: _Reading) -> bool:
    """Whether this is the first row of the file with its reference."""
    before = reading.seen.setdefault(person.reference, person.digest)
    if before is person.digest:
        return True
    if before == person.digest:
        reading.repeated += 1
    else:
        reading.faults.append(Fault(number, "reference", "stands on an earlier line with other particulars"))
    return False


def _take(batch: list[Line], reading: _Reading, result: Imported, *, store: bool, issue: Issue) -> None:
    """Store the new people of a batch, unless something was wrong before, and issue every reference."""
    references = [line.person.reference for line in batch]
    rows = Person.objects.filter(reference__in=references)
    known = {str(row.reference): (row.imported_digest, row.registration_number or "") for row in rows}
    for line in batch:
        digest, _ = known.get(line.person.reference, (line.person.digest, ""))
        if digest != line.person.digest:
            text = "was imported before with other particulars"
            reading.faults.append(Fault(line.number, "reference", text))
    new = [line.person for line in batch if line.person.reference not in known]
    result.added += len(new)
    result.skipped += len(batch) - len(new)
    if reading.faults or not store:
        return
    numbers = {reference: number for reference, (_, number) in known.items()}
    numbers |= store_people(new=new)
    for reference in references:
        issue(reference, numbers[reference])
