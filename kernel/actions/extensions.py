"""More time than the rules give, whatever it is for: one person asks for it, another decides, and it is only longer."""

from datetime import datetime

from kernel.deadlines import ExtensionType, given_reason, require_longer, require_second_person
from kernel.history import acting
from kernel.models import ExtensionStatus, User


def ask_extension(*, asked: ExtensionType, reason: str, by: User, at: datetime) -> ExtensionType:
    """Keep a request, in the transaction of the app whose thing it is about, which has locked that.

    Refuses an end that is not later than the present one or is past, and a request without its reason.
    """
    require_longer(due_at=asked.due_at, until_at=asked.until_at, at=at)
    asked.reason, asked.asked_by, asked.asked_at = given_reason(reason), by, at
    with acting(user=by):
        asked.save(force_insert=True)
    return asked


def decide_extension(*, found: ExtensionType, grant: bool, reason: str, by: User, at: datetime) -> ExtensionType:
    """Write the decision on a request down, before the time itself is changed: PostgreSQL looks for it.

    Refuses who asked for it, a decision without its reason, and to give time that is over by now.
    """
    require_second_person(asked_by=found.asked_by_id, decided_by=by.pk)
    if grant:
        require_longer(due_at=found.due_at, until_at=found.until_at, at=at)
    found.status = ExtensionStatus.GRANTED if grant else ExtensionStatus.REFUSED
    found.decided_by, found.decided_at, found.decision_reason = by, at, given_reason(reason)
    with acting(user=by):
        found.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    return found
