"""What the actions on a consultation share: the transaction, the lock, and the step that says what was done."""

from datetime import datetime

from consultation.models import Consultation
from consultation.queries.consultations import stage
from consultation.workflow import CONSULTATION, Action
from kernel.models import User


def locked(*, consultation: Consultation, action: Action, at: datetime) -> Consultation:
    """The consultation, locked to the end of the transaction; refuses an action that its stage at `at` has not."""
    held = Consultation.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=consultation.pk)
    CONSULTATION.target(action, status=stage(consultation=held, at=at))
    return held


def stepped(*, held: Consultation, action: Action, by: User, at: datetime, reason: str = "") -> None:
    """Write down what was done."""
    held.steps.create(action=action, status=held.status, by=by, at=at, reason=reason)
