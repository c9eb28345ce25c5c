"""More time, to respond or to appeal: one person asks for it on the manager's behalf, another decides, and it is only
ever longer."""

from datetime import date, datetime

from conduct.actions.interim_endings import end_with_outcome
from conduct.actions.notices import tell_manager
from conduct.actions.referrals import bar_follows
from conduct.actions.steps import locked, take_step
from conduct.models import Case, CaseAppealExtension, Determination, ResponseExtension
from conduct.queries import open_appeal_extension, open_extension, side_of
from conduct.rules.determining import RESTRICTING, ends_at
from conduct.rules.independence import require_stranger
from conduct.workflow import Action
from kernel.actions import ask_extension, decide_extension
from kernel.clocks import end_of_day
from kernel.deadlines import require_none_open, require_open
from kernel.history import recorded
from kernel.models import User
from register import actions as register


@recorded()
def ask_for_more_time(
    *, case: Case, until_on: date, reason: str, by: User, at: datetime, seen: int | None = None
) -> ResponseExtension:
    """Ask that the manager may respond until the end of a day. Nothing changes until a second person decides.

    Refuses a day that is not later than the present one, and a second request while one is open.
    """
    held = locked(case=case, action=Action.ASK_EXTENSION, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    assert held.response_due_at is not None  # by constraint, while a response is awaited
    require_none_open(open_extension(case=held))
    asked = ResponseExtension(case=held, due_at=held.response_due_at, until_at=end_of_day(until_on))
    ask_extension(asked=asked, reason=reason, by=by, at=at)
    take_step(case=held, action=Action.ASK_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@recorded()
def decide_on_more_time(
    *, case: Case, grant: bool, reason: str, by: User, at: datetime, seen: int | None = None
) -> ResponseExtension:
    """Give the manager the time asked for, and tell them; or refuse it. Refuses who asked for it."""
    action = Action.GRANT_EXTENSION if grant else Action.REFUSE_EXTENSION
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    found = decide_extension(found=require_open(open_extension(case=held)), grant=grant, reason=reason, by=by, at=at)
    if grant:
        held.response_due_at = found.until_at
    take_step(case=held, action=action, by=by, at=at, reason=found.decision_reason, changed=("response_due_at",))
    if grant:
        tell_manager(
            case=held,
            template="conduct_time_extended",
            subject="You have more time to answer",
            due_at=held.response_due_at,
        )
    elif found.asked_by_id in side_of(case=held):
        tell_manager(case=held, template="conduct_request_answered", subject="We have answered what you asked for")
    return found


@recorded()
def ask_for_more_time_to_appeal(
    *, case: Case, until_on: date, reason: str, by: User, at: datetime, seen: int | None = None
) -> CaseAppealExtension:
    """Ask that the manager may appeal until the end of a day, also where their time is over already.

    Nothing changes until a second person decides. Refuses a decision that is not served yet, a day that is not later
    than the present one, and a second request while one is open.
    """
    held = locked(case=case, action=Action.ASK_APPEAL_EXTENSION, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_none_open(open_appeal_extension(case=held))
    decision = Determination.objects.get(case=held)
    assert decision.appeal_until_at is not None  # by constraint, once it is sent
    asked = CaseAppealExtension(case=held, due_at=decision.appeal_until_at, until_at=end_of_day(until_on))
    ask_extension(asked=asked, reason=reason, by=by, at=at)
    take_step(case=held, action=Action.ASK_APPEAL_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@recorded()
def decide_on_more_time_to_appeal(
    *, case: Case, grant: bool, reason: str, by: User, at: datetime, seen: int | None = None
) -> CaseAppealExtension:
    """Give the manager the time to appeal that was asked for, and tell them; or refuse it. Refuses who asked for it.

    An order that waits for the end of that time, and has not begun, waits for the new one, here and on the register.
    One in effect stays so: only a court stays it.
    """
    action = Action.GRANT_APPEAL_EXTENSION if grant else Action.REFUSE_APPEAL_EXTENSION
    held = locked(case=case, action=action, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    asked = require_open(open_appeal_extension(case=held))
    found = decide_extension(found=asked, grant=grant, reason=reason, by=by, at=at)
    if grant:
        _lengthen(held, found, by=by, at=at)
    take_step(case=held, action=action, by=by, at=at, reason=found.decision_reason)
    if grant:
        tell_manager(
            case=held,
            template="conduct_appeal_extended",
            subject="You have more time to appeal",
            due_at=found.until_at,
        )
    return found


def _lengthen(case: Case, found: CaseAppealExtension, *, by: User, at: datetime) -> None:
    decision = Determination.objects.select_for_update().get(case=case)
    waits = decision.outcome in RESTRICTING and decision.in_effect_at == decision.appeal_until_at
    decision.appeal_until_at = found.until_at
    if waits and at < found.due_at:
        decision.in_effect_at = found.until_at
        register.postpone_restriction(
            person=case.person,
            source=case.reference,
            begins_at=found.until_at,
            ends_at=ends_at(begins=found.until_at, months=decision.duration_months),
            reason=found.decision_reason,
            by=by,
            at=at,
        )
    decision.save(update_fields=["appeal_until_at", "in_effect_at"])
    bar_follows(decision=decision, action=None, reason=found.decision_reason, by=by, at=at)
    end_with_outcome(case=case, by=by, at=at)
