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


class DemandEnded(ActionRefused):
    """What came of a demand is written down once."""


def require_waiting(*, status: str) -> None:
    """Refuse to write down twice what came of a demand."""
    if status != DemandStatus.OPEN:
        raise DemandEnded("What came of this demand is written down already. To ask for more, make another demand.")


def in_words(*, status: str, due_at: datetime, answered_at: datetime | None, at: datetime) -> str:
    """How a demand stands: whether it is late, or was answered late."""
    label = str(DemandStatus(status).label)
    if answered_at is not None:
        return f"{label}, late" if answered_at >= due_at else label
    return "Late" if at >= due_at else label
