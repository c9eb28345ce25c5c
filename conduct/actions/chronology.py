"""The lines of a chronology."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conduct.actions.files import open_to_evidence
from conduct.models import Case, CaseFile, ChronologyLine, ChronologyTie
from conduct.rules.chronology import require_past
from kernel.clocks import today
from kernel.history import recorded
from kernel.models import User


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line says. `manager_did` is not empty where a concern was put to the manager."""

    year: int
    month: int | None
    day: int | None
    who: str
    text: str
    is_concern_put: bool
    manager_did: str
    place: str
    exhibits: Sequence[CaseFile]


@recorded()
def add_line(*, case: Case, line: Line, by: User, at: datetime) -> ChronologyLine:
    """Add a line with the exhibits that show it, of which there is at least one. Refuses what has not come yet."""
    held = open_to_evidence(case=case, by=by, at=at)
    made = ChronologyLine(case=held, written_by=by, written_at=at)
    return _write(made, line, at=at)


@recorded()
def change_line(*, found: ChronologyLine, line: Line, by: User, at: datetime) -> ChronologyLine:
    """Write a line anew. Its earlier form stays in history."""
    open_to_evidence(case=found.case, by=by, at=at)
    held = ChronologyLine.objects.select_for_update().get(pk=found.pk)
    held.ties.all().delete()
    held.written_by, held.written_at = by, at
    return _write(held, line, at=at)


@recorded()
def remove_line(*, found: ChronologyLine, by: User, at: datetime) -> None:
    """Take a line out; history keeps it."""
    open_to_evidence(case=found.case, by=by, at=at)
    held = ChronologyLine.objects.select_for_update().get(pk=found.pk)
    held.ties.all().delete()
    held.delete()


def _write(held: ChronologyLine, line: Line, *, at: datetime) -> ChronologyLine:
    require_past(year=line.year, month=line.month, day=line.day, today=today(at))
    held.year, held.month, held.day = line.year, line.month, line.day
    held.who, held.text, held.place = line.who, line.text, line.place
    held.is_concern_put, held.manager_did = line.is_concern_put, line.manager_did
    held.exhibit = line.exhibits[0]
    held.save()
    ChronologyTie.objects.bulk_create(ChronologyTie(line=held, exhibit=one) for one in line.exhibits[1:])
    return held
