"""The status machine of a manager's request to correct their entry."""

from django.db.models import TextChoices

from kernel.workflow import Workflow, move


class CorrectionStatus(TextChoices):
    """Where a request stands."""

    OPEN = "open", "Waiting for a decision"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"


class CorrectionAction(TextChoices):
    """What a registrar does with a request."""

    ACCEPT = "accept", "Accept"
    REFUSE = "refuse", "Refuse"


CORRECTION = Workflow(
    "request",
    CorrectionStatus.OPEN,
    {
        CorrectionAction.ACCEPT: move({CorrectionStatus.OPEN}, CorrectionStatus.ACCEPTED),
        CorrectionAction.REFUSE: move({CorrectionStatus.OPEN}, CorrectionStatus.REFUSED),
    },
)
