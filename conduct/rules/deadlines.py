"""Deadlines in words that nobody misreads, and what is refused before they are over."""

from datetime import datetime

from kernel.clocks import format_date, last_day_before
from kernel.errors import ActionRefused

ANSWERED, RECEIPT = "concern_answered_working_days", "receipt"
"""The time to write to who raised a concern, and with what it begins."""


class WindowOpen(ActionRefused):
    """The manager may still respond."""


def until(end: datetime) -> str:
    """The instant at which a period of whole London days is over, as "the end of 4 December 2026": the last whole
    day, not the midnight that ends it."""
    return f"the end of {format_date(last_day_before(end))}"
