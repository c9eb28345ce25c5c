"""More time for representations: one person asks for it, another decides, and it is only ever longer."""

from datetime import date, datetime

from django.db import transaction

from barring.actions.steps import lock, record, write_to_person
from barring.models import Bar, RepresentationsExtension
from barring.queries.bars import open_extension
from barring.rules import bars as rules
from barring.workflow import Action
from kernel.clocks import end_of_day
from kernel.deadlines import given_reason, require_longer, require_none_open, require_open, require_second_person
from kernel.history import acting
from kernel.models import ExtensionStatus, User


@transaction.atomic
def ask_for_more_time(
    *, bar: Bar, version: int, until_on: date, reason: str, by: User, at: datetime
) -> RepresentationsExtension:
    """Ask that the person may answer the notice until the end of a day. Nothing changes until a second person decides.

    SI 2008/474 lets the eight weeks be made longer for good reason. Refuses a day that is not later than the present
    one, and a second request while one is open.
    """
    bar = lock(bar=bar, action=Action.ASK_EXTENSION, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    assert bar.representations_due_at is not None  # by constraint, from the notice on
    require_none_open(open_extension(bar))
    until_at = end_of_day(until_on)
    require_longer(due_at=bar.representations_due_at, until_at=until_at, at=at)
    with acting(user=by):
        asked = RepresentationsExtension.objects.create(
            bar=bar,
            due_at=bar.representations_due_at,
            until_at=until_at,
            reason=given_reason(reason),
            asked_by=by,
            asked_at=at,
        )
    record(bar=bar, action=Action.ASK_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@transaction.atomic
def decide_on_more_time(
    *, bar: Bar, version: int, grant: bool, reason: str, by: User, at: datetime
) -> RepresentationsExtension:
    """Give the person the time asked for, and tell them; or refuse it. Refuses who asked for it."""
    action = Action.GRANT_EXTENSION if grant else Action.REFUSE_EXTENSION
    bar = lock(bar=bar, action=action, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    found = require_open(open_extension(bar))
    require_second_person(asked_by=found.asked_by_id, decided_by=by.pk)
    found.status = ExtensionStatus.GRANTED if grant else ExtensionStatus.REFUSED
    found.decided_by, found.decided_at, found.decision_reason = by, at, given_reason(reason)
    with acting(user=by):
        found.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    if grant:
        require_longer(due_at=found.due_at, until_at=found.until_at, at=at)
        bar.representations_due_at = found.until_at
    record(bar=bar, action=action, by=by, at=at, reason=found.decision_reason)
    if grant:
        write_to_person(
            bar=bar,
            subject="You have more time to answer",
            template="barring_time_extended",
            until=bar.representations_due_at,
        )
    return found
