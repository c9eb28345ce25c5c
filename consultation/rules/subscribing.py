"""Of what subscribers are told, and when. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from consultation.workflow import Status

NEWS_FOR: Final = timedelta(days=7)
"""What is older is no news: nobody is told of it after a standstill."""
ASKED_AGAIN_AFTER: Final = timedelta(hours=1)
"""An address that somebody enters again and again is written to once in so long."""


class Event(TextChoices):
    """What subscribers are told of."""

    OPENED = "opened", "It is open"
    CLOSING = "closing", "It closes soon"
    DECIDED = "decided", "Its outcome is published"


def due(
    stage: Status,
    *,
    opens_at: datetime,
    closes_at: datetime,
    published_at: datetime | None,
    closing_days: int,
    at: datetime,
) -> Iterator[Event]:
    """Of what subscribers are to be told by now; of the close so many days before it."""
    if stage == Status.OPEN and at < opens_at + NEWS_FOR:
        yield Event.OPENED
    if stage == Status.OPEN and closes_at - at <= timedelta(days=closing_days):
        yield Event.CLOSING
    if stage == Status.PUBLISHED and published_at is not None and published_at <= at < published_at + NEWS_FOR:
        yield Event.DECIDED
