"""Allegations: written and changed until the manager is asked to answer them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Max

from conduct.actions.steps import locked, recorded, take_step
from conduct.models import Allegation, AllegationClause, Case, Clause
from conduct.rules.citing import require_in_force
from conduct.rules.independence import require_stranger
from conduct.workflow import ALLEGING, CASE, Action
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.models import User


class ConductInFuture(ActionRefused):
    """The conduct date has not come yet."""


@recorded()
def add_allegation(
    *,
    case: Case,
    text: str,
    conduct_on: date,
    clauses: Collection[Clause],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Allegation:
    """Add an allegation that cites clauses. Refuses clauses of a version not in force on the conduct date."""
    held = _open_to_allegations(case=case, by=by, at=at, seen=seen)
    _require_citable(clauses=clauses, conduct_on=conduct_on, at=at)
    last = held.allegations.aggregate(last=Max("number"))["last"] or 0
    allegation = held.allegations.create(number=last + 1, text=text, conduct_on=conduct_on)
    _cite(allegation, clauses)
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} added")
    return allegation


@recorded()
def change_allegation(
    *,
    allegation: Allegation,
    text: str,
    conduct_on: date,
    clauses: Collection[Clause],
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Allegation:
    """Change an allegation's words, date and clauses. Its earlier form stays in history."""
    held = _open_to_allegations(case=allegation.case, by=by, at=at, seen=seen)
    _require_citable(clauses=clauses, conduct_on=conduct_on, at=at)
    allegation = held.allegations.select_for_update().get(pk=allegation.pk)
    allegation.citations.all().delete()
    allegation.text, allegation.conduct_on = text, conduct_on
    allegation.save(update_fields=["text", "conduct_on"])
    _cite(allegation, clauses)
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} changed")
    return allegation


@recorded()
def remove_allegation(*, allegation: Allegation, by: User, at: datetime, seen: int | None = None) -> Case:
    """Take an allegation out of a case; history keeps it."""
    held = _open_to_allegations(case=allegation.case, by=by, at=at, seen=seen)
    allegation = held.allegations.select_for_update().get(pk=allegation.pk)
    allegation.citations.all().delete()
    allegation.delete()
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} removed")
    return held


def _open_to_allegations(*, case: Case, by: User, at: datetime, seen: int | None) -> Case:
    held = locked(case=case, action=None, at=at, seen=seen)
    CASE.target(ALLEGING.get(held.status, Action.AMEND_ALLEGATIONS), status=held.status)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    return held


def _require_citable(*, clauses: Collection[Clause], conduct_on: date, at: datetime) -> None:
    if conduct_on > today(at):
        raise ConductInFuture("The date of the conduct must be today or in the past.")
    require_in_force(cited=[clause.cited for clause in clauses], conduct_on=conduct_on)


def _cite(allegation: Allegation, clauses: Collection[Clause]) -> None:
    AllegationClause.objects.bulk_create(AllegationClause(allegation=allegation, clause=clause) for clause in clauses)


def _record(*, case: Case, by: User, at: datetime, reason: str) -> None:
    action = ALLEGING.get(case.status, Action.AMEND_ALLEGATIONS)
    take_step(case=case, action=action, by=by, at=at, reason=reason)
