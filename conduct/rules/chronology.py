"""When something was, as far as it is known, and how lines of a chronology follow each other. Pure."""

from calendar import month_name
from datetime import date

from kernel.clocks import format_date
from kernel.errors import ActionRefused


class NoSuchDay(ActionRefused):
    """The day, month and year do not make a date that has come, or a part between them is missing."""


def in_words(*, year: int, month: int | None, day: int | None) -> str:
    """As "3 March 2024", "March 2024" or "2024"."""
    if month is None:
        return str(year)
    return f"{month_name[month]} {year}" if day is None else format_date(date(year, month, day))


def require_past(*, year: int, month: int | None, day: int | None, today: date) -> None:
    """Refuse a day without its month, what is no date, and what has not come yet."""
    if day is not None and month is None:
        raise NoSuchDay("Enter the month too, or leave out the day.")
    try:
        begins = date(year, month or 1, day or 1)
    except ValueError:
        raise NoSuchDay("This is no real date. Check the day, the month and the year.") from None
    if begins > today:
        raise NoSuchDay("A line of the chronology is about the past.")
