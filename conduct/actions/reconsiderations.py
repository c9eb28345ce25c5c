"""Decisions after the decision: the review of an order before it ends, and restoration after removal."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from conduct.actions.effects import bring_to_register, replace_on_register
from conduct.actions.notices import tell_manager
from conduct.actions.steps import locked, take_step
from conduct.models import Case, Reconsideration
from conduct.queries import (
    declared_by,
    inquirers_of,
    may_act_for,
    open_reconsideration,
    order_to_review,
    people_involved,
    restoration_from_at,
    sanction_in_force,
)
from conduct.rules.determining import Sanction, require_orderly, sanction_to_the_point
from conduct.rules.fairness import require_declared
from conduct.rules.independence import require_independent, require_stranger
from conduct.rules.reconsidering import (
    ORDERING,
    AlreadyAsked,
    Kind,
    NothingToReconsider,
    Result,
    require_interval,
    require_no_harsher,
    require_not_over,
    require_result,
    require_reviewer,
)
from conduct.workflow import RECONSIDERATION, Action, ReconsiderationAction
from kernel import rulesets
from kernel.history import recorded
from kernel.models import User
from register import actions as register


@recorded()
def ask_review(*, case: Case, grounds: str, by: User, at: datetime, seen: int | None = None) -> Reconsideration:
    """Put conditions or a suspension before a panel again, before they end. Refuses where none is in force."""
    held = locked(case=case, action=Action.ASK_REVIEW, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    if order_to_review(case=held, at=at) is None:
        raise NothingToReconsider("This case has no conditions or suspension in force that could be reviewed.")
    return _ask(held, Kind.REVIEW, Action.ASK_REVIEW, grounds=grounds, by=by, at=at)


@recorded()
def apply_restoration(*, case: Case, grounds: str, by: User, at: datetime, seen: int | None = None) -> Reconsideration:
    """Apply to be restored after a removal: the manager's side themselves, or staff for what came on paper.

    Refuses where no removal by this case is in force, and before the rule set's interval has run.
    """
    themselves = may_act_for(case=case, user=by)
    action = Action.APPLY_RESTORATION if themselves else Action.ENTER_APPLICATION
    held = locked(case=case, action=action, at=at, seen=seen)
    from_at = restoration_from_at(case=held, at=at)
    if from_at is None:
        raise NothingToReconsider("This case has no removal from the register in force.")
    require_interval(from_at=from_at, at=at)
    return _ask(held, Kind.RESTORATION, action, grounds=grounds, by=by, at=at)


@recorded()
def withdraw_reconsideration(
    *, case: Case, reason: str, by: User, at: datetime, seen: int | None = None
) -> Reconsideration:
    """End a review or an application without a decision. An order that is not reviewed ends as decided."""
    held = locked(case=case, action=Action.WITHDRAW_RECONSIDERATION, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    found = _open(held)
    found.status = RECONSIDERATION.target(ReconsiderationAction.WITHDRAW, status=found.status)
    found.reasons = reason
    found.save()
    take_step(case=held, action=Action.WITHDRAW_RECONSIDERATION, by=by, at=at, reason=reason)
    return found


@recorded()
def reconsider(
    *,
    case: Case,
    result: str,
    reasons: str,
    by: User,
    at: datetime,
    sanction: Sanction | None = None,
    seen: int | None = None,
) -> Reconsideration:
    """Decide on the review or application that waits, with effect from `at`, and tell the manager.

    A review lets the order end, has it last longer from its end on, or puts `sanction` in its place now; a person is
    restored now or not. Refuses a reviewer who inquired into the case, and whoever had any part in it to restore; who
    has not declared that they have no conflict; and an order that is harsher than the present one.
    """
    held = locked(case=case, action=Action.RECONSIDER, at=at, seen=seen)
    found = _open(held)
    require_result(kind=found.kind, result=result)
    if found.kind == Kind.RESTORATION:
        require_independent(user_id=by.pk, involved=people_involved(case=held))
    else:
        require_reviewer(user_id=by.pk, inquirers=inquirers_of(case=held))
    require_declared(user_id=by.pk, declared=declared_by(case=held))
    found.status = RECONSIDERATION.target(ReconsiderationAction.DECIDE, status=found.status)
    found.result, found.reasons, found.decided_by, found.decided_at = result, reasons, by, at
    if result == Result.RESTORED:
        register.restore_registration(person=held.person, reason=reasons, by=by, at=at)
    elif found.kind == Kind.REVIEW:
        _review(held, found, sanction, by=by, at=at)
    found.save()
    take_step(case=held, action=Action.RECONSIDER, by=by, at=at, reason=f"{found.get_result_display()}: {reasons}")
    tell_manager(case=held, template="conduct_reconsidered", subject="There is news of a decision that concerns you")
    return found


def _review(case: Case, found: Reconsideration, sanction: Sanction | None, *, by: User, at: datetime) -> None:
    order = order_to_review(case=case, at=at)
    if order is None:
        raise NothingToReconsider("The order is over, or a court quashed it. It cannot be reviewed any more.")
    require_not_over(ends_at=order.ends, at=at)
    if found.result not in ORDERING:
        return
    rules, old = rulesets.current(at), sanction_in_force(case=case)
    if found.result == Result.EXTENDED and old is not None and sanction is not None:
        months = sanction.duration_months
        sanction = Sanction(**{**asdict(old), "duration_months": months})
    if sanction is None or old is None:
        raise NothingToReconsider("Say what takes the place of the order.")
    require_no_harsher(outcome=sanction.outcome, present=old.outcome)
    require_orderly(sanction=sanction, ever_registered=True, longest_months=rules.longest_restriction_months)
    sanction = sanction_to_the_point(sanction)
    for name, value in asdict(sanction).items():
        setattr(found, name, list(value) if isinstance(value, tuple) else value)
    given: dict[str, Any] = {"rules": rules, "by": by, "at": at}
    if found.result == Result.EXTENDED:
        assert order.ends is not None  # conditions and suspensions have an end
        bring_to_register(case=case, sanction=sanction, begins=order.ends, decided_at=at, served=at, **given)
    else:
        replace_on_register(case=case, old=old, new=sanction, begins=at, reason=found.reasons, **given)


def _ask(case: Case, kind: Kind, action: Action, *, grounds: str, by: User, at: datetime) -> Reconsideration:
    if open_reconsideration(case=case) is not None:
        raise AlreadyAsked("A review or an application waits for a decision already.")
    take_step(case=case, action=action, by=by, at=at, reason=grounds)
    asked: Reconsideration = case.reconsiderations.create(kind=kind, grounds=grounds, asked_by=by, asked_at=at)
    tell_manager(case=case, template="conduct_reconsidered", subject="There is news of a decision that concerns you")
    return asked


def _open(case: Case) -> Reconsideration:
    found = open_reconsideration(case=case)
    if found is None:
        raise NothingToReconsider("No review or application waits. Reload the page to see what has changed.")
    return found
