"""More time to respond: one person asks for it on the manager's behalf, another decides, and it is only ever longer."""

from datetime import date, datetime

from conduct.actions.notices import tell_manager
from conduct.actions.steps import locked, recorded, take_step
from conduct.models import Case, ResponseExtension
from conduct.queries import open_extension
from conduct.rules.independence import require_stranger
from conduct.workflow import Action
from kernel.clocks import end_of_day
from kernel.deadlines import given_reason, require_longer, require_none_open, require_open, require_second_person
from kernel.models import ExtensionStatus, User


@recorded()
def ask_for_more_time(
    *, case: Case, until_on: date, reason: str, by: User, at: datetime, seen: int | None = None
) -> ResponseExtension:
    """Ask that the manager may respond until the end of a day. Nothing changes until a second person decides.

    Refuses a day that is not later than the present one, and a second request while one is open.
    """
    held = locked(case=case, action=Action.ASK_EXTENSION, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    assert held.response_due_at is not None  # by constraint, while a response is awaited
    require_none_open(open_extension(case=held))
    until_at = end_of_day(until_on)
    require_longer(due_at=held.response_due_at, until_at=until_at, at=at)
    asked = ResponseExtension.objects.create(
        case=held,
        due_at=held.response_due_at,
        until_at=until_at,
        reason=given_reason(reason),
        asked_by=by,
        asked_at=at,
    )
    take_step(case=held, action=Action.ASK_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@recorded()
def decide_on_more_time(
    *, case: Case, grant: bool, reason: str, by: User, at: datetime, seen: int | None = None
) -> ResponseExtension:
    """Give the manager the time asked for, and tell them; or refuse it. Refuses who asked for it."""
    action = Action.GRANT_EXTENSION if grant else Action.REFUSE_EXTENSION
    held = locked(case=case, action=action, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    found = require_open(open_extension(case=held))
    require_second_person(asked_by=found.asked_by_id, decided_by=by.pk)
    found.status = ExtensionStatus.GRANTED if grant else ExtensionStatus.REFUSED
    found.decided_by, found.decided_at, found.decision_reason = by, at, given_reason(reason)
    found.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    if grant:
        require_longer(due_at=found.due_at, until_at=found.until_at, at=at)
        held.response_due_at = found.until_at
    take_step(case=held, action=action, by=by, at=at, reason=found.decision_reason, changed=("response_due_at",))
    if grant:
        tell_manager(
            case=held,
            template="conduct_time_extended",
            subject="You have more time to answer",
            due_at=held.response_due_at,
        )
    return found
