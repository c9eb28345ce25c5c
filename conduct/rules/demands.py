"""What becomes of a demand for documents. Pure."""

from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from kernel.errors import ActionRefused

DEMAND: Final = "document_demand_days"
SERVICE: Final = "service"


class DemandStatus(TextChoices):
    OPEN = "open", "Waits for an answer"
    ANSWERED = "answered", "Answered"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class DemandEnded(ActionRefused):
    """What came of a demand is written down once."""


class NotShown(ActionRefused):
    """An exhibit shows what came of a demand, and none that it was withdrawn."""


def require_shown(*, status: str, has_exhibit: bool) -> None:
    """Refuse an answer or a refusal that no exhibit shows."""
    if status != DemandStatus.WITHDRAWN and not has_exhibit:
        raise NotShown("Select the exhibit that shows what came of the demand. Add it as an exhibit first.")


def require_waiting(*, status: str) -> None:
    """Refuse to write down twice what came of a demand."""
    if status != DemandStatus.OPEN:
        raise DemandEnded("What came of this demand is written down already. To ask for more, make another demand.")


def in_words(*, status: str, due_at: datetime, answered_at: datetime | None, at: datetime) -> str:
    """How a demand stands: whether it is late, or was answered late."""
    label = str(DemandStatus(status).label)
    if answered_at is not None and status != DemandStatus.WITHDRAWN:
        return f"{label}, late" if answered_at >= due_at else label
    return "Late" if status == DemandStatus.OPEN and at >= due_at else label
