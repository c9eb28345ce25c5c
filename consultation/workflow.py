"""The status machine of a consultation, as data. Pure."""

from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from kernel.workflow import Workflow, move


class Status(TextChoices):
    """Where a consultation stands. OPEN and CLOSED are read from the clock and never stored: see `stage_of`."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    ANALYSED = "analysed", "Analysed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Action(TextChoices):
    """What is done with a consultation. OPEN and CLOSE nobody does: the clock does."""

    DRAFT = "draft", "Draft"
    CHANGE = "change", "Change the draft"
    SUBMIT = "submit", "Ask for approval"
    SEND_BACK = "send_back", "Send back"
    APPROVE = "approve", "Approve"
    WITHDRAW = "withdraw", "Withdraw"
    OPEN = "open", "Open"
    CLOSE = "close", "Close"
    CORRECT = "correct", "Correct a question"
    EXTEND = "extend", "Extend"
    ANALYSE = "analyse", "Finish the analysis"
    RETURN = "return", "Return to analysis"
    READ = "read", "Confirm having read the analysis"
    PUBLISH = "publish", "Publish the outcome"


BY_THE_CLOCK: Final = (Action.OPEN, Action.CLOSE)
STORED: Final = frozenset(Status) - {Status.OPEN, Status.CLOSED}
SHOWN: Final = frozenset({Status.APPROVED, Status.OPEN, Status.CLOSED, Status.ANALYSED, Status.PUBLISHED})
"""What the public sees of."""

CONSULTATION: Final = Workflow(
    noun="consultation",
    start=Status.DRAFT,
    moves={
        Action.CHANGE: move({Status.DRAFT}, Status.DRAFT),
        Action.SUBMIT: move({Status.DRAFT}, Status.SUBMITTED),
        Action.SEND_BACK: move({Status.SUBMITTED}, Status.DRAFT),
        Action.APPROVE: move({Status.SUBMITTED}, Status.APPROVED),
        Action.WITHDRAW: move({Status.DRAFT, Status.SUBMITTED, Status.APPROVED}, Status.WITHDRAWN),
        Action.OPEN: move({Status.APPROVED}, Status.OPEN),
        Action.CLOSE: move({Status.OPEN}, Status.CLOSED),
        Action.CORRECT: move({Status.OPEN}, Status.OPEN),
        Action.EXTEND: move({Status.OPEN}, Status.OPEN),
        Action.ANALYSE: move({Status.CLOSED}, Status.ANALYSED),
        Action.RETURN: move({Status.ANALYSED}, Status.CLOSED),
        Action.READ: move({Status.ANALYSED}, Status.ANALYSED),
        Action.PUBLISH: move({Status.ANALYSED}, Status.PUBLISHED),
    },
)


def stage_of(*, status: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> Status:
    """Where a consultation stands at an instant: an approved one opens and closes by itself, to the microsecond."""
    if status != Status.APPROVED or opens_at is None or closes_at is None or at < opens_at:
        return Status(status)
    return Status.OPEN if at < closes_at else Status.CLOSED
