"""Handing a case over, and stepping down from one because of a conflict of interest."""

from datetime import datetime

from conduct.actions.hearing_steps import give_up_seat
from conduct.actions.participants import end_parts, hand_over, join
from conduct.actions.steps import locked, take_step
from conduct.hearing_workflow import OPEN
from conduct.models import Case, Recusal
from conduct.queries import caseworkers_for
from conduct.rules.independence import (
    NotIndependent,
    Part,
    require_not_the_holder,
    require_stranger,
    require_unrecused,
)
from conduct.workflow import Action
from kernel.history import recorded
from kernel.models import User


@recorded()
def hand_case_over(
    *, case: Case, caseworker: User, reason: str, by: User, at: datetime, seen: int | None = None
) -> Case:
    """Give a case to another caseworker to hold. Refuses whoever had another part in it, or stepped down from it."""
    held = locked(case=case, action=Action.HAND_OVER, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if not caseworkers_for(case=held).filter(pk=caseworker.pk).exists():
        raise NotIndependent(f"{caseworker.name} cannot hold this case. Choose somebody from the list.")
    hand_over(case=held, part=Part.CASEWORKER, reason=reason, at=at)
    join(case=held, user=caseworker, part=Part.CASEWORKER, at=at)
    held.caseworker = caseworker
    changed = ("caseworker",)
    take_step(case=held, action=Action.HAND_OVER, by=by, at=at, reason=reason, assigned=caseworker, changed=changed)
    return held


@recorded()
def step_down(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Recusal:
    """Declare a conflict of interest: from the next request on the case is not there for them, and never again.

    Whatever part they have in it ends. Refuses who holds the case, until it is handed over.
    """
    held = locked(case=case, action=Action.STEP_DOWN, at=at, seen=seen)
    require_unrecused(user_id=by.pk, recused=held.recusals.values_list("user", flat=True))
    require_not_the_holder(user_id=by.pk, holder=held.caseworker_id)
    end_parts(case=held, user=by, reason=reason, at=at)
    for hearing in held.hearings.filter(status__in=OPEN):
        give_up_seat(hearing=hearing, user=by, reason=reason, at=at)
    changed: tuple[str, ...] = ()
    if held.investigator_id == by.pk:
        held.investigator, changed = None, ("investigator",)
    take_step(case=held, action=Action.STEP_DOWN, by=by, at=at, reason=reason, changed=changed)
    return Recusal.objects.create(case=held, user=by, reason=reason, at=at)
