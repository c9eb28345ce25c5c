"""The first gates of a case: acknowledged, its risk assessed, in our remit, an initial enquiry, above the threshold."""

from datetime import datetime

from conduct.actions.interim_endings import end_with_case
from conduct.actions.steps import locked, take_step
from conduct.models import Case, RiskAssessment
from conduct.rules.independence import require_stranger
from conduct.rules.risks import Risk
from conduct.workflow import Action, Status
from kernel.history import recorded
from kernel.models import User


@recorded()
def acknowledge(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """Record how whoever raised it knows that the regulator has it, or that there is nobody to tell."""
    return _pass(Action.ACKNOWLEDGE, case=case, reason=reason, by=by, at=at, seen=seen)


@recorded()
def assess_risk(
    *, case: Case, level: Risk, reasons: str, by: User, at: datetime, seen: int | None = None
) -> RiskAssessment:
    """Say how urgent a case is: the first time this begins triage, later it stands beside what was said before."""
    held = locked(case=case, action=None, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    action = Action.ASSESS_RISK if held.status == Status.ACKNOWLEDGED else Action.REASSESS_RISK
    take_step(case=held, action=action, by=by, at=at, reason=level.label)
    return held.risks.create(level=level, reasons=reasons, made_by=by, made_at=at)


@recorded()
def accept_case(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """Take a case on because it is within the remit, and begin the initial enquiry."""
    return _pass(Action.ACCEPT, case=case, reason=reason, by=by, at=at, seen=seen)


@recorded()
def close_out_of_remit(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """End a case that is not for the regulator."""
    return _close(Action.CLOSE_OUT_OF_REMIT, case=case, reason=reason, by=by, at=at, seen=seen)


@recorded()
def finish_enquiry(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """Record what the initial enquiry found; the threshold decision is next."""
    return _pass(Action.FINISH_ENQUIRY, case=case, reason=reason, by=by, at=at, seen=seen)


@recorded()
def close_below_threshold(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> Case:
    """End a case that could not amount to serious misconduct, even if everything were proved."""
    return _close(Action.CLOSE_BELOW_THRESHOLD, case=case, reason=reason, by=by, at=at, seen=seen)


def _close(action: Action, *, case: Case, reason: str, by: User, at: datetime, seen: int | None) -> Case:
    """End the case, and with it any interim order."""
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    end_with_case(case=held, by=by, at=at)
    take_step(case=held, action=action, by=by, at=at, reason=reason)
    return held


def _pass(action: Action, *, case: Case, reason: str, by: User, at: datetime, seen: int | None) -> Case:
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    take_step(case=held, action=action, by=by, at=at, reason=reason)
    return held
