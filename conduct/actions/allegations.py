"""Allegations: written and changed until the manager is asked to answer them."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Max

from conduct.actions.steps import locked, take_step
from conduct.models import (
    Allegation,
    AllegationClause,
    AllegationGround,
    AllegationHead,
    Case,
    Clause,
    DiscriminationGround,
    MisconductHead,
)
from conduct.queries import one_clause_of_each_version
from conduct.rules.charging import Charge
from conduct.rules.citing import NotWhole, require_answerable, require_citable
from conduct.rules.independence import require_stranger
from conduct.workflow import ALLEGING, CASE, Action
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User


class ConductInFuture(ActionRefused):
    """The conduct date has not come yet."""


@dataclass(frozen=True)
class _Named:
    clauses: Collection[Clause]
    heads: Collection[MisconductHead]
    grounds: Collection[DiscriminationGround]


@recorded()
def add_allegation(
    *,
    case: Case,
    charge: Charge,
    clauses: Collection[Clause],
    heads: Collection[MisconductHead],
    grounds: Collection[DiscriminationGround] = (),
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Allegation:
    """Add an allegation. Refuses clauses that cannot be charged or did not bind on the days of the conduct."""
    held = _open_to_allegations(case=case, by=by, at=at, seen=seen)
    named = _Named(clauses=clauses, heads=heads, grounds=grounds)
    _require_chargeable(charge=charge, named=named, at=at)
    last = held.allegations.aggregate(last=Max("number"))["last"] or 0
    allegation = held.allegations.create(number=last + 1, **asdict(charge))
    _name(allegation, named)
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} added")
    return allegation


@recorded()
def change_allegation(
    *,
    allegation: Allegation,
    charge: Charge,
    clauses: Collection[Clause],
    heads: Collection[MisconductHead],
    grounds: Collection[DiscriminationGround] = (),
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Allegation:
    """Change what an allegation says and names. Its earlier form stays in history."""
    held = _open_to_allegations(case=allegation.case, by=by, at=at, seen=seen)
    named = _Named(clauses=clauses, heads=heads, grounds=grounds)
    _require_chargeable(charge=charge, named=named, at=at)
    allegation = held.allegations.select_for_update().get(pk=allegation.pk)
    _unname(allegation)
    for field, value in asdict(charge).items():
        setattr(allegation, field, value)
    allegation.save(update_fields=list(asdict(charge)))
    _name(allegation, named)
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} changed")
    return allegation


@recorded()
def remove_allegation(*, allegation: Allegation, by: User, at: datetime, seen: int | None = None) -> Case:
    """Take an allegation out of a case; history keeps it."""
    held = _open_to_allegations(case=allegation.case, by=by, at=at, seen=seen)
    allegation = held.allegations.select_for_update().get(pk=allegation.pk)
    _unname(allegation)
    allegation.bearings.all().delete()
    allegation.delete()
    _record(case=held, by=by, at=at, reason=f"Allegation {allegation.number} removed")
    return held


def _open_to_allegations(*, case: Case, by: User, at: datetime, seen: int | None) -> Case:
    held = locked(case=case, action=None, at=at, seen=seen)
    CASE.target(ALLEGING.get(held.status, Action.AMEND_ALLEGATIONS), status=held.status)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    return held


def _require_chargeable(*, charge: Charge, named: _Named, at: datetime) -> None:
    if charge.conduct_until > today(at):
        raise ConductInFuture("The days of the conduct must be today or in the past.")
    if charge.conduct_until < charge.conduct_on:
        raise NotWhole("The last day of the conduct must be the first day or later.")
    cited = [clause.cited for clause in named.clauses]
    versions, days = one_clause_of_each_version(), {"first": charge.conduct_on, "last": charge.conduct_until}
    require_citable(cited=cited, versions=[clause.cited for clause in versions], **days)
    require_answerable(heads=named.heads, grounds=[ground.clause.cited for ground in named.grounds], cited=cited)


def _name(allegation: Allegation, named: _Named) -> None:
    AllegationClause.objects.bulk_create(AllegationClause(allegation=allegation, clause=one) for one in named.clauses)
    AllegationHead.objects.bulk_create(AllegationHead(allegation=allegation, head=one) for one in named.heads)
    AllegationGround.objects.bulk_create(AllegationGround(allegation=allegation, ground=one) for one in named.grounds)


def _unname(allegation: Allegation) -> None:
    for named in (allegation.groundings, allegation.headings, allegation.citations):
        named.all().delete()


def _record(*, case: Case, by: User, at: datetime, reason: str) -> None:
    action = ALLEGING.get(case.status, Action.AMEND_ALLEGATIONS)
    take_step(case=case, action=action, by=by, at=at, reason=reason)
