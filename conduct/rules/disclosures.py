"""The yearly report of a prescribed person on what workers told it (SI 2017/507): its year, and its small numbers."""

from datetime import date, datetime
from typing import Final

from kernel.clocks import start_of_day

FEWEST: Final = 5
APRIL: Final = 4


def year_of(day: date) -> int:
    """The reporting year that a day belongs to, by the calendar year it begins in: from 1 April to 31 March."""
    return day.year if day.month >= APRIL else day.year - 1


def year_span(year: int) -> tuple[datetime, datetime]:
    """The instants at which a reporting year begins, and the next one does."""
    return start_of_day(date(year, APRIL, 1)), start_of_day(date(year + 1, APRIL, 1))


def in_words(year: int) -> str:
    """As 1 April 2026 to 31 March 2027."""
    return f"1 April {year} to 31 March {year + 1}"


def total(count: int) -> str:
    """A number that the law asks for: itself, but where it is so small that it could point at somebody."""
    return str(count) if count >= FEWEST else f"Fewer than {FEWEST}"


def share(count: int, *, of: int) -> str:
    """A number that the law asks for among a total that is shown: itself, but where either it or the rest is small."""
    return str(count) if min(count, of - count) >= FEWEST else part(count)


def part(count: int) -> str:
    """A number among others of one table: to the nearest 5, and the least all alike, none among them.

    So no part is the total less the others, and nobody sees whether the one they think of is counted.
    """
    return f"About {FEWEST * ((count + 2) // FEWEST)}" if count >= FEWEST else f"Fewer than {FEWEST}"
