"""How long each stage takes, what stops its clock, and what goes on beside it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from conduct import actions, queries
from conduct.models import Case, CaseTrack
from conduct.queries import Clock, clocks_of
from conduct.rules.gates import Cause, TrackNotRunning, TrackRunning, days_late, days_stopped
from conduct.workflow import Status, Track
from kernel.clocks import end_of_day, start_of_day, today
from kernel.history import acting
from tests.builders import Cast, case_in

DEC = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_days_in_abeyance_are_london_days_without_holidays_where_the_clock_counts_working_days() -> None:
    over_christmas = [(datetime(2026, 12, 23, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC))]
    assert days_stopped(periods=over_christmas, working=False) == 12
    assert days_stopped(periods=over_christmas, working=True) == 5  # 23, 24, 29, 30 and 31 December
    to_summer_time = [(datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 23, 30, tzinfo=UTC))]
    assert days_stopped(periods=to_summer_time, working=False) == 2  # half past midnight on the 29th, in London


def test_the_first_day_late_is_the_day_after_the_last_one() -> None:
    end = end_of_day(date(2026, 12, 4))
    assert [days_late(ends_at=end, at=end + timedelta(seconds=step)) for step in (-1, 0, 86_400)] == [0, 1, 2]


def running(case: Case) -> Clock:
    return clocks_of(case=case)[-1]


@pytest.mark.django_db
def test_abeyance_stops_the_clock_of_a_stage_and_puts_its_end_off_by_as_many_days() -> None:
    cast = Cast()
    case = case_in(Status.INVESTIGATION, cast=cast)  # since 3 November 2026
    before = running(case)
    assert before.ends_at == end_of_day(date(2027, 3, 22))  # 140 days, the first of them counting
    held: dict[str, Any] = {"case": case, "track": Track.ABEYANCE, "by": cast.caseworker, "reason": "They ask us to"}
    actions.begin_track(**held, cause=Cause.POLICE, at=DEC)
    assert (running(case).is_stopped, running(case).days_late(DEC + timedelta(days=900))) == (True, 0)
    actions.end_track(**held, at=DEC + timedelta(days=30))
    after = running(case)
    assert (after.stopped, after.ends_at - before.ends_at) == (
        30,
        timedelta(days=30) - timedelta(hours=1),
    )  # summer time
    assert after.days_late(after.ends_at) == 1


@pytest.mark.django_db
def test_what_runs_for_the_manager_is_not_stopped() -> None:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    actions.begin_track(case=case, track=Track.ABEYANCE, cause=Cause.HEALTH, reason="Ill", by=cast.caseworker, at=DEC)
    assert (running(case).ends_at, running(case).is_stopped) == (case.response_due_at, False)


@pytest.mark.django_db
def test_each_stage_has_been_counted_from_the_step_that_began_it() -> None:
    case = case_in(Status.FINAL)
    clocks = clocks_of(case=case)
    assert [clock.stage for clock in clocks] == list(Status)[:10]
    assert clocks[0].began_at == case.received_at
    assert all(clock.left_at for clock in clocks)


@pytest.mark.django_db
def test_the_page_says_how_late_a_case_is_whom_it_waits_for_and_why() -> None:
    cast = Cast()
    noon = start_of_day(today(timezone.now()) - timedelta(days=145)) + timedelta(hours=12)
    case = case_in(Status.INVESTIGATION, cast=cast, at=noon)
    client = Client()
    client.force_login(cast.investigator)
    address = f"/staff/cases/{case.reference}/"
    page = client.get(address).content.decode()
    for words in (
        "Late by 5 days",
        "Nobody has said why yet",
        f"allegations and a report, from {cast.investigator.name}",
    ):
        assert words in page, words
    answers = {"reason": "The trust sends no logs.", "seen": queries.last_step(case=case)}
    assert client.post(f"{address}explain-delay/", answers).status_code == 302
    page = client.get(address).content.decode()
    assert "The trust sends no logs." in page
    assert "Nobody has said why yet" not in page


@pytest.mark.django_db
def test_what_goes_on_beside_a_case_runs_once_ends_once_and_ends_with_it() -> None:
    cast = Cast()
    case = case_in(Status.THRESHOLD, cast=cast)
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": DEC, "reason": "So"}
    with pytest.raises(TrackNotRunning):
        actions.end_track(**held, track=Track.WELFARE)
    welfare = actions.begin_track(**held, track=Track.WELFARE)
    with pytest.raises(TrackRunning):
        actions.begin_track(**held, track=Track.WELFARE)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic(), acting(user=cast.caseworker):
        CaseTrack.objects.create(case=case, track=Track.WELFARE, reason="So", began_at=DEC, begun_by=cast.caseworker)
    actions.withdraw_case(**held)
    welfare.refresh_from_db()
    assert (welfare.ended_at, welfare.outcome) == (DEC, "The case ended.")
    with (
        pytest.raises(IntegrityError, match="changed in no other way"),
        transaction.atomic(),
        acting(user=cast.caseworker),
    ):
        CaseTrack.objects.update(outcome="Something else")


@pytest.mark.django_db
def test_a_case_that_the_oversight_body_reviews_is_not_closed() -> None:
    cast = Cast()
    case = case_in(Status.FINAL, cast=cast)
    held: dict[str, Any] = {"case": case, "by": cast.caseworker, "at": DEC + timedelta(days=60)}
    actions.begin_track(**held, track=Track.EXTERNAL_REVIEW, reason="Called in")
    with pytest.raises(TrackRunning, match="oversight body"):
        actions.close_case(**held)
    actions.end_track(**held, track=Track.EXTERNAL_REVIEW, reason="Left as it is")
    assert actions.close_case(**held).status == Status.CLOSED
