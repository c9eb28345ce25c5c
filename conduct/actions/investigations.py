"""Giving a case to an investigator, and their report."""

from datetime import datetime

from conduct.actions.participants import hand_over, join
from conduct.actions.steps import locked, take_step
from conduct.models import Case, InvestigationReport
from conduct.queries import investigators_for
from conduct.rules.independence import NotIndependent, Part, require_investigator, require_stranger
from conduct.workflow import Action
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User


class NotAnInvestigator(ActionRefused):
    """The account does not carry the role, or is closed."""


@recorded()
def start_investigation(
    *, case: Case, investigator: User, reason: str, by: User, at: datetime, seen: int | None = None
) -> Case:
    """Decide that the threshold is met, for a reason, and give the case to an investigator.

    Refuses who took the case in, and whom it is about.
    """
    held = _locked_for(Action.START_INVESTIGATION, case=case, investigator=investigator, by=by, at=at, seen=seen)
    return _assign(Action.START_INVESTIGATION, held=held, investigator=investigator, reason=reason, by=by, at=at)


@recorded()
def reassign_investigation(
    *, case: Case, investigator: User, reason: str, by: User, at: datetime, seen: int | None = None
) -> Case:
    """Give a case under investigation to another investigator. The earlier one still may never decide it."""
    held = _locked_for(Action.REASSIGN, case=case, investigator=investigator, by=by, at=at, seen=seen)
    hand_over(case=held, part=Part.INVESTIGATOR, reason=reason, at=at)
    return _assign(Action.REASSIGN, held=held, investigator=investigator, reason=reason, by=by, at=at)


@recorded()
def write_report(*, case: Case, summary: str, by: User, at: datetime, seen: int | None = None) -> InvestigationReport:
    """Record the report of the case's investigator, and nobody else's. A later one counts instead."""
    held = locked(case=case, action=Action.REPORT, at=at, seen=seen)
    if by.pk != held.investigator_id:
        raise NotIndependent("Only the investigator of this case can write its report.")
    report = held.reports.create(summary=summary, made_by=by, made_at=at)
    take_step(case=held, action=Action.REPORT, by=by, at=at)
    return report


def _locked_for(action: Action, *, case: Case, investigator: User, by: User, at: datetime, seen: int | None) -> Case:
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    intake = {held.opened_by_id, held.caseworker_id}
    require_investigator(user_id=investigator.pk, intake=intake, subject=held.person.user_id)
    if not investigators_for(case=held).filter(pk=investigator.pk).exists():
        raise NotAnInvestigator(f"{investigator.name} is not an investigator. Choose somebody from the list.")
    return held


def _assign(action: Action, *, held: Case, investigator: User, reason: str, by: User, at: datetime) -> Case:
    join(case=held, user=investigator, part=Part.INVESTIGATOR, at=at)
    held.investigator = investigator
    changed = ("investigator",)
    take_step(case=held, action=action, by=by, at=at, reason=reason, assigned=investigator, changed=changed)
    return held
