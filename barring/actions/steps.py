"""What every action on a bar has in common: lock it, see that nothing changed, move it, write the step down."""

from datetime import datetime

from barring.models import Bar
from barring.queries.bars import address_of
from barring.workflow import BAR, Action
from kernel.clocks import format_instant, last_day_before
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting
from kernel.models import User
from kernel.outbox import send_mail


class ReasonMissing(ActionRefused):
    """The decision was given without its reason."""


def lock(*, bar: Bar, action: Action | None, version: int | None) -> Bar:
    """The bar, locked to the end of the transaction.

    Refuses an action that its status does not allow (None: whatever the status), and a form that was opened on an
    earlier version of it (None: whatever the version). It names what was done since.
    """
    bar = (
        Bar.objects.select_for_update(of=("self",))
        .select_related("person__user", "determination__case", "proposed_by")
        .get(pk=bar.pk)
    )
    if version is not None and version != bar.version:
        raise ChangedMeanwhile(_what_changed(bar, version))
    if action is not None:
        BAR.target(action, status=bar.status)
    return bar


def record(*, bar: Bar, action: Action, by: User, at: datetime, reason: str = "") -> None:
    """Move the bar, save it, and write the step down."""
    bar.status = BAR.target(action, status=bar.status)
    bar.version += 1
    with acting(user=by, reason=reason):
        bar.save()
    bar.steps.create(action=action, status=bar.status, version=bar.version, by=by, at=at, reason=reason)


def require_reason(*, reason: str) -> str:
    """The reason without blanks around it; refuses an empty one."""
    if not reason.strip():
        raise ReasonMissing("Give the reasons for what you decide.")
    return reason.strip()


def write_to_person(*, bar: Bar, subject: str, template: str, until: datetime | None = None) -> None:
    """Tell the person by e-mail, in this transaction, that there is something to read, and by when it is answered.

    The matter stays behind sign-in. Where they have no account, nothing is sent: staff print the letter and send it.
    """
    if address := address_of(bar.person):
        context = {"reference": bar.reference} | ({"until": last_day_before(until)} if until else {})
        send_mail(to=address, subject=subject, template=template, context=context, about=("barring.bar", bar.reference))


def _what_changed(bar: Bar, version: int) -> str:
    since = bar.steps.filter(version__gt=version).select_related("by")
    changes = [f"{step.by.name} – {Action(step.action).label.lower()}, {format_instant(step.at)}" for step in since]
    return (
        "The bar changed after you opened this page: "
        + "; ".join(changes or ["it was reopened"])
        + ". Nothing you entered was saved. Check what changed, then try again."
    )
