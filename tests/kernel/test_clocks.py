"""The calendar: London days over UTC instants."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clocks import (
    LONDON,
    Channel,
    add_months,
    add_working_days,
    end_of_day,
    format_instant,
    instant,
    is_working_day,
    last_day_before,
    period_beginning_with,
    read_instant,
    served_at,
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


def test_a_document_is_served_when_sent_or_as_its_deemed_day_begins_in_london() -> None:
    late = utc(2026, 6, 30, 23, 30)  # half past midnight on 1 July in London
    assert served_at(sent_at=late, channel=Channel.HAND, days={"hand": 0}) == late
    assert served_at(sent_at=late, channel=Channel.POST, days={"post": 2}) == utc(2026, 7, 2, 23)
    # The clocks go forward in the night before: midnight in London is 23:00 UTC.
    before = utc(2026, 3, 28, 15, 30)
    assert served_at(sent_at=before, channel=Channel.POST, days={"post": 2}) == utc(2026, 3, 29, 23)


def test_the_last_day_of_a_range_is_the_one_that_its_end_is_over() -> None:
    assert last_day_before(utc(2026, 7, 2, 23)) == date(2026, 7, 2)  # midnight in London
    assert last_day_before(utc(2026, 7, 2, 22, 59)) == date(2026, 7, 2)


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-09T10:00:00Z", "2026-03-09T10:00:00.000000Z"),
        ("2026-03-09t11:00:00.123456789+01:00", "2026-03-09T10:00:00.123456Z"),
        ("2026-03-09T10:00:00", ""),
        ("2026-02-30T10:00:00Z", ""),
        ("0001-01-01T00:00:00+23:59", ""),
        ("２026-03-09T10:00:00Z", ""),
    ],
)
def test_an_instant_is_read_with_its_offset_to_the_microsecond_and_nothing_else_is(text: str, told: str) -> None:
    if told:
        assert instant(read_instant(text)) == told
    else:
        with pytest.raises(ValueError, match=r"\w"):
            read_instant(text)
