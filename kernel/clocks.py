"""The calendar: London days over UTC instants, half-open ranges, working days, statutory periods.

Every end is an instant: "until 31 March" ends at the following midnight in London. Nothing else in the
system does arithmetic on dates.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from govuk_bank_holidays.bank_holidays import BankHolidays

LONDON = ZoneInfo("Europe/London")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LAST_DAY = date(9998, 12, 31)  # one year short of the end of Python's calendar, so that a day can be added


class Channel(TextChoices):
    """How a document is served on a person."""

    EMAIL = "email", "Email"
    POST = "post", "Post"
    HAND = "hand", "By hand"


def today(at: datetime) -> date:
    """The date in London at an instant."""
    return at.astimezone(LONDON).date()


def start_of_day(day: date) -> datetime:
    """The instant at which a London day begins, in UTC."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The instant at which a London day is over: the next midnight, in UTC."""
    return start_of_day(day + timedelta(days=1))


@cache
def bank_holidays() -> frozenset[date]:
    """England's bank holidays, from the copy that comes with the library."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(holiday["date"] for holiday in listed)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


def add_working_days(*, to: date, days: int) -> date:
    """The working day that is `days` working days after a date; 0 is that day or the next working one."""
    day = to
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def days_between(*, first: date, end: date, working: bool) -> int:
    """How many days, or working days, there are from a first one to an end that is left out; 0 where there are none."""
    days = (first + timedelta(days=number) for number in range((end - first).days))
    return sum(1 for day in days if not working or is_working_day(day))


def add_months(*, to: date, months: int) -> date:
    """The same day of the month, so many calendar months on; the month's last day where it has no such day."""
    years, month = divmod(to.month - 1 + months, 12)
    year, month = to.year + years, month + 1
    return date(year, month, min(to.day, calendar.monthrange(year, month)[1]))


def last_day_before(end: datetime) -> date:
    """The last London day of a range that ends at an instant, the end itself not being part of it."""
    return today(end - timedelta(microseconds=1))


def served_at(*, sent_at: datetime, channel: str, days: Mapping[str, int]) -> datetime:
    """The instant at which a document counts as served; `days` after sending, by channel, is the deemed day.

    What reaches the person on the day it is sent is served when it is sent; what takes days (SI 2008/474 deems post
    to), as the deemed day begins in London.
    """
    deemed_on = today(sent_at) + timedelta(days=days[channel])
    return sent_at if deemed_on == today(sent_at) else start_of_day(deemed_on)


def period_beginning_with(*, day: date, days: int) -> datetime:
    """The end of "a period of `days` days beginning with" a day: that day is day 1 (AAPA Order 2024, art 9)."""
    return start_of_day(day + timedelta(days=days))


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_instant(text: str) -> datetime:
    """The instant of an RFC 3339 text, to the microsecond, as PostgreSQL keeps it. Refuses (ValueError) any other."""
    if not _INSTANT.fullmatch(text):
        raise ValueError("not an instant")
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper())).astimezone(UTC)
    except OverflowError as fault:
        raise ValueError("not an instant") from fault


def read_day(text: str) -> date:
    """The day of a text like 1974-03-09. Refuses (ValueError) any other form, and a day that never was."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


def format_date(day: date) -> str:
    """As pages say it: 3 March 2026."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def format_instant(at: datetime) -> str:
    """As pages say it, in London: 3 March 2026 at 4:05pm; noon and midnight in words."""
    local = at.astimezone(LONDON)
    if (local.hour, local.minute) in ((0, 0), (12, 0)):
        return f"{format_date(local.date())} at {'midnight' if local.hour == 0 else 'midday'}"
    half = "am" if local.hour < 12 else "pm"
    return f"{format_date(local.date())} at {local.hour % 12 or 12}:{local.minute:02d}{half}"
