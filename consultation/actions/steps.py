"""What the actions on a consultation share: the transaction, the lock, and the step that says what was done."""

from datetime import datetime

from django.db import connection

from consultation.models import Consultation
from consultation.queries.consultations import stage
from consultation.rules.responding import NotOpen
from consultation.workflow import CONSULTATION, Action, Status
from kernel.clocks import format_instant
from kernel.models import User


def locked(*, consultation: Consultation, action: Action, at: datetime) -> Consultation:
    """The consultation, locked to the end of the transaction; refuses an action that its stage at `at` has not."""
    held = Consultation.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=consultation.pk)
    CONSULTATION.target(action, status=stage(consultation=held, at=at))
    return held


def stepped(*, held: Consultation, action: Action, by: User, at: datetime, reason: str = "") -> None:
    """Write down what was done."""
    held.steps.create(action=action, status=held.status, by=by, at=at, reason=reason)


def require_open(*, consultation: Consultation, at: datetime) -> None:
    """Refuse (NotOpen) what a respondent does before it opens, and from the close on."""
    now = stage(consultation=consultation, at=at)
    if now == Status.APPROVED:
        raise NotOpen(f"This consultation opens on {format_instant(consultation.opens_at)}. Nothing was saved.")
    if now != Status.OPEN:
        raise NotOpen(closed_words(consultation=consultation))


def require_awaited(*, consultation: Consultation, at: datetime) -> None:
    """Refuse (NotOpen) to wait for an outcome that everybody can read."""
    if stage(consultation=consultation, at=at) == Status.PUBLISHED:
        raise NotOpen("The outcome is published already. You can read it on the page of the consultation.")


def wait_for_others(*, about: str) -> None:
    """Wait, to the end of the transaction, for whoever acts on the same: of what is only added to no row is locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [about])


def closed_words(*, consultation: Consultation) -> str:
    """What somebody is told who comes after the close."""
    return (
        f"This consultation closed on {format_instant(consultation.closes_at)}. Your response came after that, so "
        "nothing was saved. If something kept you from answering in time, write to us: we can take a response late."
    )
