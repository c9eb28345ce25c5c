"""A manager asks for a correction of their entry, and a registrar decides."""

from datetime import datetime

from kernel.errors import ActionRefused
from kernel.models import User
from kernel.outbox import send_mail
from register.actions.facts import locked, writing
from register.models import CorrectionRequest, Person
from register.workflow import CORRECTION, CorrectionAction

MOST_OPEN = 5


class OwnRequest(ActionRefused):
    """Nobody decides on their own entry."""


def ask_for_correction(*, person: Person, subject: str, text: str, by: User, at: datetime) -> CorrectionRequest:
    """Ask a registrar to correct one's own entry. Refuses another's entry, and a sixth request while five wait."""
    with writing(by=by):
        person = locked(person=person)
        if person.user_id != by.pk:
            raise ActionRefused("You can ask for corrections of your own entry only.")
        if person.correction_requests.filter(status=CORRECTION.start).count() >= MOST_OPEN:
            raise ActionRefused("You have 5 requests that wait for a decision. Wait for one of them to be decided.")
        return CorrectionRequest.objects.create(person=person, subject=subject, text=text, asked_by=by, asked_at=at)


def accept_correction(*, correction: CorrectionRequest, reason: str, by: User, at: datetime) -> CorrectionRequest:
    """Agree that the entry is wrong. The fact itself is then corrected by an action of its own."""
    return _decide(correction, CorrectionAction.ACCEPT, reason, by, at)


def refuse_correction(*, correction: CorrectionRequest, reason: str, by: User, at: datetime) -> CorrectionRequest:
    """Leave the entry as it is, with a reason that the manager is given."""
    return _decide(correction, CorrectionAction.REFUSE, reason, by, at)


def _decide(
    correction: CorrectionRequest, action: CorrectionAction, reason: str, by: User, at: datetime
) -> CorrectionRequest:
    with writing(by=by, reason=reason):
        correction = CorrectionRequest.objects.select_for_update().get(pk=correction.pk)
        if by.pk in (correction.asked_by_id, correction.person.user_id):
            raise OwnRequest("You cannot decide on your own entry. Another registrar must.")
        correction.status = CORRECTION.target(action, status=correction.status)
        correction.decided_by, correction.decided_at, correction.decision_reason = by, at, reason
        correction.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
        send_mail(
            to=correction.asked_by.email,
            subject="Your request to correct your entry was decided",
            template="correction_decided",
            context={"name": correction.asked_by.name, "correction": correction},
        )
    return correction
