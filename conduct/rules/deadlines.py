"""Deadlines in words that nobody misreads: the last whole day, not the midnight that ends it."""

from datetime import datetime

from kernel.clocks import format_date, last_day_before


def until(end: datetime) -> str:
    """The instant at which a period of whole London days is over, as "the end of 4 December 2026"."""
    return f"the end of {format_date(last_day_before(end))}"
