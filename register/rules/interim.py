"""How long interim orders may last: one longest time for all that rest on the same facts, whoever makes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kernel.clocks import add_months, start_of_day, today

Span = tuple[datetime, datetime]


def latest_end(*, spans: Iterable[Span], begins_at: datetime, months: int) -> datetime:
    """The latest instant to which an interim order may run that begins at an instant: a London midnight.

    `spans` are the periods of the other interim orders on the same facts, without what a court has added; their time
    together is at most so many calendar months beginning with the day of the first (AAPA Order 2024: "18 months").
    """
    before = sorted((begins, min(ends, begins_at)) for begins, ends in spans if begins < begins_at)
    first = min([begins_at, *(begins for begins, _ in before)])
    allowed = start_of_day(add_months(to=today(first), months=months)) - first
    return start_of_day(today(begins_at + allowed - _together(before)))


def _together(spans: Iterable[Span]) -> timedelta:
    """How long spans in order are together, where they overlap counted once."""
    total, reached = timedelta(), None
    for begins, ends in spans:
        since = begins if reached is None else max(begins, reached)
        total += max(timedelta(), ends - since)
        reached = ends if reached is None else max(reached, ends)
    return total
