"""Giving somebody a part in a case, and ending it."""

from datetime import datetime

from django.db.models import QuerySet, Value
from django.db.models.functions import Greatest

from conduct.models import Case, Participant, Recusal
from conduct.queries.fairness import declared_by
from conduct.queries.independence import inquiring_parts, shared_employers
from conduct.rules import fairness
from conduct.rules.independence import (
    Part,
    require_long_enough_ago,
    require_no_part,
    require_no_shared_employer,
)
from kernel import rulesets
from kernel.clocks import add_months, start_of_day, today
from kernel.models import User


def join(*, case: Case, user: User, part: Part, at: datetime, place: int = 1) -> Participant:
    """Write down that somebody has a part in a locked case from now on.

    Refuses who stepped down from it, who worked with the manager, and whoever decides who investigated or examined
    a case a short time ago; PostgreSQL refuses the first and the last too, and a second part of the same person.
    """
    recused = Recusal.objects.filter(case=case).values_list("user", flat=True)
    require_no_part(name=user.name, user_id=user.pk, involved=recused)
    shared = shared_employers(person=case.person, user_id=user.pk)
    require_no_shared_employer(name=user.name, shared=shared)
    if part in (Part.ADJUDICATOR, Part.INTERIM_DECIDER):
        months = rulesets.current(at).separation_months
        parts = inquiring_parts(user_id=user.pk, since=_months_before(at, months))
        require_long_enough_ago(name=user.name, parts=parts, months=months)
    return case.participants.create(user=user, part=part, place=place, joined_at=at)


def require_part_declared(*, case: Case, by: User) -> None:
    """Refuse an act of whoever holds or investigates a case until they have declared whether they have a conflict."""
    holders = (case.caseworker_id, case.investigator_id)
    if by.pk in holders:
        fairness.require_part_declared(user_id=by.pk, holders=holders, declared=declared_by(case=case))


def hand_over(*, case: Case, part: Part, reason: str, at: datetime) -> None:
    """End the part of whoever has it in a locked case, for a reason."""
    _end(case.participants.filter(part=part), reason=reason, at=at)


def end_parts(*, case: Case, user: User, reason: str, at: datetime) -> None:
    """End whatever part somebody has in a locked case, for a reason."""
    _end(case.participants.filter(user=user), reason=reason, at=at)


def end_all_parts(*, case: Case, at: datetime) -> None:
    """End everybody's part in a locked case that has ended."""
    _end(case.participants.all(), reason="The case ended.", at=at)


def _end(parts: QuerySet[Participant], *, reason: str, at: datetime) -> None:
    """Not before it began, should the clock of another machine have been a little ahead."""
    parts.filter(left_at=None).update(left_at=Greatest("joined_at", Value(at)), reason=reason)


def _months_before(at: datetime, months: int) -> datetime:
    """The beginning of the day so many calendar months ago."""
    return start_of_day(add_months(to=today(at), months=-months))
