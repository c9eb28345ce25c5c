"""What subscribers are told of and when; a calendar as other programs read it; what is to be done next."""

from datetime import UTC, datetime, timedelta

import pytest

from consultation.rules.calendar import Entry, ics
from consultation.rules.next_steps import Standing, next_steps
from consultation.rules.subscribing import NEWS_FOR, Event, due
from consultation.workflow import Status

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSING_SOON = timedelta(days=7)
TICK, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("stage", "opened", "closes", "published", "expected"),
    [
        (Status.APPROVED, -DAY, 80 * DAY, None, []),
        (Status.OPEN, 0 * DAY, 80 * DAY, None, [Event.OPENED]),
        (Status.OPEN, NEWS_FOR - TICK, 80 * DAY, None, [Event.OPENED]),
        (Status.OPEN, NEWS_FOR, 80 * DAY, None, []),
        (Status.OPEN, 70 * DAY, CLOSING_SOON + TICK, None, []),
        (Status.OPEN, 70 * DAY, CLOSING_SOON, None, [Event.CLOSING]),
        (Status.OPEN, DAY, DAY, None, [Event.OPENED, Event.CLOSING]),
        (Status.CLOSED, 90 * DAY, -DAY, None, []),
        (Status.PUBLISHED, 200 * DAY, -90 * DAY, 0 * DAY, [Event.DECIDED]),
        (Status.PUBLISHED, 200 * DAY, -90 * DAY, NEWS_FOR - TICK, [Event.DECIDED]),
        (Status.PUBLISHED, 900 * DAY, -800 * DAY, NEWS_FOR, []),
    ],
)
def test_subscribers_are_told_of_what_is_news(
    stage: Status, opened: timedelta, closes: timedelta, published: timedelta | None, expected: list[Event]
) -> None:
    """`opened` and `published` so long ago, `closes` in so long."""
    published_at = None if published is None else AT - published
    when = {"opens_at": AT - opened, "closes_at": AT + closes}
    assert list(due(stage, **when, published_at=published_at, closing_days=7, at=AT)) == expected


def test_a_calendar_file_holds_what_somebody_typed_as_text_in_lines_that_are_short_enough() -> None:
    title = "Fees, bars; and\r\nEND:VCALENDAR \\ " + "王" * 40
    made = ics([Entry(key="a", at=AT, text=title, address="https://x.example/")], name="N", made_at=AT)
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    unfolded = made.replace(b"\r\n ", b"").decode().split("\r\n")
    assert unfolded.count("END:VCALENDAR") == 1
    assert "SUMMARY:Fees\\, bars\\; and  END:VCALENDAR \\\\ " + "王" * 40 in unfolded
    assert "DTSTART:20260302T090000Z" in unfolded


@pytest.mark.parametrize(
    ("standing", "routes"),
    [
        (Standing(stage=Status.DRAFT), ["consultation"]),
        (Standing(stage=Status.SUBMITTED), ["consultation"]),
        (Standing(stage=Status.APPROVED), []),
        (Standing(stage=Status.OPEN), []),
        (Standing(stage=Status.CLOSED, unread=3), ["themes", "decisions"]),
        (Standing(stage=Status.CLOSED, unread=3, decisions=1), ["themes"]),
        (Standing(stage=Status.CLOSED, decisions=1, unprepared=1), ["analyse", "publishing"]),
        (Standing(stage=Status.ANALYSED, unchecked=2), ["read", "publishing"]),
        (Standing(stage=Status.ANALYSED, is_read=True), ["publish"]),
        (Standing(stage=Status.PUBLISHED), []),
        (Standing(stage=Status.WITHDRAWN), []),
    ],
)
def test_what_is_to_be_done_next_follows_from_how_it_stands(standing: Standing, routes: list[str]) -> None:
    assert [step.route.removeprefix("consultation:") for step in next_steps(standing)] == routes
