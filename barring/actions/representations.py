"""What the person answers to a notice."""

from datetime import date, datetime

from django.db import transaction

from barring.actions.steps import lock, record
from barring.models import Bar, Representation
from barring.rules import bars as rules
from barring.workflow import BAR, Action
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import User
from kernel.workflow import NotAllowedNow


class NotYours(ActionRefused):
    """Only the person who had the notice may answer it here."""


class NoLongerOpen(NotAllowedNow):
    """The notice takes no answer any more, whatever the regulator has done since."""


class NothingSaid(ActionRefused):
    """Representations without any text."""


@transaction.atomic
def make_representations(*, bar: Bar, text: str, by: User, at: datetime) -> Representation:
    """Take the manager's own answer. Refuses anybody else, an empty one, and any after the window is over.

    It asks for no version: an answer is never refused because somebody else did something in between. And a refusal
    says nothing of what was done: a decision shows only once it is served.
    """
    bar = lock(bar=bar, action=None, version=None)
    if bar.person.user_id != by.pk:
        raise NotYours("Only the person who had this notice can answer it here.")
    if Action.MAKE_REPRESENTATIONS not in BAR.allowed(bar.status):
        raise NoLongerOpen("You can no longer answer this notice. Reload the page to see how it stands.")
    assert bar.representations_due_at is not None  # by constraint, from the notice on
    rules.require_window_open(closes_at=bar.representations_due_at, at=at)
    return _add(bar, Action.MAKE_REPRESENTATIONS, text=text, received_on=today(at), by=by, at=at)


@transaction.atomic
def enter_representations(
    *, bar: Bar, version: int, text: str, received_on: date, by: User, at: datetime
) -> Representation:
    """Key in what reached us on paper or by telephone, as received; late ones too, while nothing is decided.

    Refuses a day before the notice or after today.
    """
    bar = lock(bar=bar, action=Action.ENTER_REPRESENTATIONS, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    assert bar.notice_served_at is not None  # by constraint, from the notice on
    noticed = bar.steps.filter(action=Action.SERVE_NOTICE).latest("pk")
    noticed_on = min(today(bar.notice_served_at), today(noticed.at))
    rules.require_received(received_on=received_on, noticed_on=noticed_on, at=at)
    with acting(on_behalf_of=bar.person.user_id):
        return _add(bar, Action.ENTER_REPRESENTATIONS, text=text, received_on=received_on, by=by, at=at)


def _add(bar: Bar, action: Action, *, text: str, received_on: date, by: User, at: datetime) -> Representation:
    if not text.strip():
        raise NothingSaid("Enter what the person says about the proposed bar.")
    bar.represented_at = bar.represented_at or at
    record(bar=bar, action=action, by=by, at=at)
    return bar.representations.create(text=text.strip(), received_on=received_on, made_by=by, made_at=at)
