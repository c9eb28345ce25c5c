"""More time, to answer a notice or to appeal: one person asks for it, another decides, and it is only ever longer."""

from datetime import date, datetime

from django.db import transaction

from barring.actions.steps import lock, record, write_to_person
from barring.models import AppealExtension, Bar, RepresentationsExtension
from barring.queries.bars import open_appeal_extension, open_extension
from barring.rules import bars as rules
from barring.workflow import Action
from kernel.actions import ask_extension, decide_extension
from kernel.clocks import end_of_day
from kernel.deadlines import require_none_open, require_open
from kernel.models import User


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
    require_none_open(open_extension(bar))
    assert bar.representations_due_at is not None  # by constraint, from the notice on
    asked = RepresentationsExtension(bar=bar, due_at=bar.representations_due_at, until_at=end_of_day(until_on))
    ask_extension(asked=asked, reason=reason, by=by, at=at)
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
    found = decide_extension(found=require_open(open_extension(bar)), grant=grant, reason=reason, by=by, at=at)
    if grant:
        bar.representations_due_at = found.until_at
    record(bar=bar, action=action, by=by, at=at, reason=found.decision_reason)
    if grant:
        write_to_person(
            bar=bar, subject="You have more time to answer", template="barring_time_extended", until=found.until_at
        )
    return found


@transaction.atomic
def ask_for_more_time_to_appeal(
    *, bar: Bar, version: int, until_on: date, reason: str, by: User, at: datetime
) -> AppealExtension:
    """Ask that the person may appeal until the end of a day, also where their time is over already.

    Nothing changes until a second person decides. Refuses a decision that is not served yet, a day that is not later
    than the present one, and a second request while one is open.
    """
    bar = lock(bar=bar, action=Action.ASK_APPEAL_EXTENSION, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    require_none_open(open_appeal_extension(bar))
    assert bar.served_at is not None  # by constraint, from the decision on
    assert bar.appeal_until_at is not None
    rules.require_served(served_at=bar.served_at, at=at)
    asked = AppealExtension(bar=bar, due_at=bar.appeal_until_at, until_at=end_of_day(until_on))
    ask_extension(asked=asked, reason=reason, by=by, at=at)
    record(bar=bar, action=Action.ASK_APPEAL_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@transaction.atomic
def decide_on_more_time_to_appeal(
    *, bar: Bar, version: int, grant: bool, reason: str, by: User, at: datetime
) -> AppealExtension:
    """Give the person the time to appeal that was asked for, and tell them; or refuse it. Refuses who asked for it."""
    action = Action.GRANT_APPEAL_EXTENSION if grant else Action.REFUSE_APPEAL_EXTENSION
    bar = lock(bar=bar, action=action, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    found = decide_extension(found=require_open(open_appeal_extension(bar)), grant=grant, reason=reason, by=by, at=at)
    if grant:
        bar.appeal_until_at = found.until_at
    record(bar=bar, action=action, by=by, at=at, reason=found.decision_reason)
    if grant:
        write_to_person(
            bar=bar, subject="You have more time to appeal", template="barring_appeal_extended", until=found.until_at
        )
    return found
