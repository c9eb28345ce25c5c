"""For how long a consultation is open."""

from datetime import datetime, timedelta

from consultation.rules.questionnaire import NotFit
from kernel.clocks import format_instant, start_of_day, today


def earliest_close(*, opens_at: datetime, days: int) -> datetime:
    """The first instant at which it may close: so many London days, of which that of the opening is the first."""
    return start_of_day(today(opens_at) + timedelta(days=days))


def require_long_enough(*, opens_at: datetime, closes_at: datetime, days: int) -> None:
    """Refuse (NotFit) a consultation that is shorter than the rule set asks for."""
    first = earliest_close(opens_at=opens_at, days=days)
    if closes_at < first:
        raise NotFit(f"It must be open for {days} days at least, so it may not close before {format_instant(first)}.")
