"""Of what subscribers are told, and when. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import TextChoices

from consultation.workflow import Status

CLOSING_SOON: Final = timedelta(days=7)
NEWS_FOR: Final = timedelta(days=7)
"""What is older is no news: nobody is told of it after a standstill."""
CONFIRMED_WITHIN: Final = timedelta(days=7)
ASKED_AGAIN_AFTER: Final = timedelta(hours=1)
"""An address that somebody enters again and again is written to once in so long."""


class Event(TextChoices):
    """What subscribers are told of."""

    OPENED = "opened", "It is open"
    CLOSING = "closing", "It closes soon"
    DECIDED = "decided", "Its outcome is published"


def due(
    stage: Status, *, opens_at: datetime, closes_at: datetime, published_at: datetime | None, at: datetime
) -> Iterator[Event]:
    """Of what subscribers are to be told by now."""
    if stage == Status.OPEN and at < opens_at + NEWS_FOR:
        yield Event.OPENED
    if stage == Status.OPEN and closes_at - at <= CLOSING_SOON:
        yield Event.CLOSING
    if stage == Status.PUBLISHED and published_at is not None and published_at <= at < published_at + NEWS_FOR:
        yield Event.DECIDED
