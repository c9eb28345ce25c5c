"""The calendar: London days over UTC instants."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clocks import (
    LONDON,
    add_months,
    add_working_days,
    deemed_served_on,
    end_of_day,
    format_instant,
    is_working_day,
    period_beginning_with,
    start_of_day,
    today,
)

DAYS = st.dates(date(1948, 1, 1), date(2199, 12, 31))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@given(DAYS)
def test_a_day_begins_when_the_day_before_ends_and_holds_every_instant_between(day: date) -> None:
    begin, end = start_of_day(day), end_of_day(day)
    assert end == start_of_day(day + timedelta(days=1))
    assert today(begin) == day
    assert today(end - timedelta(microseconds=1)) == day
    assert today(end) == day + timedelta(days=1)


@pytest.mark.parametrize("year", range(2026, 2037))
def test_every_day_of_the_years_ahead_is_over_exactly_at_midnight_in_london(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        local = end_of_day(day).astimezone(LONDON)
        assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
        day += timedelta(days=1)


def test_the_days_on_which_the_clocks_change_have_23_and_25_hours() -> None:
    assert end_of_day(date(2026, 3, 29)) - start_of_day(date(2026, 3, 29)) == timedelta(hours=23)
    assert end_of_day(date(2026, 10, 25)) - start_of_day(date(2026, 10, 25)) == timedelta(hours=25)
    assert end_of_day(date(2026, 3, 31)) == utc(2026, 3, 31, 23)


def test_a_period_beginning_with_a_day_counts_it_as_the_first() -> None:
    assert period_beginning_with(day=date(2026, 3, 3), days=28) == start_of_day(date(2026, 3, 31))
    assert period_beginning_with(day=date(2026, 3, 3), days=1) == end_of_day(date(2026, 3, 3))


def test_months_are_calendar_months_and_end_where_the_month_does() -> None:
    assert add_months(to=date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert add_months(to=date(2024, 2, 29), months=12) == date(2025, 2, 28)
    assert add_months(to=date(2026, 11, 15), months=18) == date(2028, 5, 15)


def test_working_days_pass_over_weekends_and_englands_bank_holidays() -> None:
    assert not is_working_day(date(2026, 12, 25))
    assert not is_working_day(date(2026, 12, 28))  # Boxing Day, on the Monday after
    assert add_working_days(to=date(2026, 12, 24), days=1) == date(2026, 12, 29)
    assert add_working_days(to=date(2026, 11, 21), days=0) == date(2026, 11, 23)
    assert add_working_days(to=date(2026, 11, 20), days=5) == date(2026, 11, 27)


def test_a_notice_counts_as_served_by_channel_on_the_london_day() -> None:
    late = utc(2026, 6, 30, 23, 30)  # half past midnight on 1 July in London
    assert deemed_served_on(sent_at=late, channel="post", days={"post": 2}) == date(2026, 7, 3)
    assert deemed_served_on(sent_at=late, channel="hand", days={"hand": 0}) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (utc(2026, 7, 1, 0, 0), "1 July 2026 at 1:00am"),
        (utc(2026, 6, 30, 23, 0), "1 July 2026 at midnight"),
        (utc(2026, 1, 5, 12, 0), "5 January 2026 at midday"),
        (utc(2026, 1, 5, 12, 5), "5 January 2026 at 12:05pm"),
    ],
)
def test_an_instant_is_said_in_london_time(at: datetime, words: str) -> None:
    assert format_instant(at) == words
