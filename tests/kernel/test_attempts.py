"""Wrong tries make whoever makes them wait, longer each time, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.actions.attempts import FREE, MEMORY, TooManyAttempts, begin_attempt, forget_attempts, wait_after
from tests.races import refusals

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fail_often(key: str = "a", times: int = FREE) -> None:
    for _ in range(times):
        begin_attempt(key=key, at=NOW)


@pytest.mark.django_db
def test_the_first_tries_are_free_and_then_each_waits_twice_as_long() -> None:
    fail_often()
    at = NOW
    for minutes in (1, 2, 4):
        with pytest.raises(TooManyAttempts, match=f"Wait {minutes} minute"):
            begin_attempt(key="a", at=at + timedelta(seconds=1))
        at += minutes * MINUTE
        begin_attempt(key="a", at=at)
    begin_attempt(key="b", at=NOW)


def test_nobody_waits_for_more_than_an_hour() -> None:
    assert [wait_after(tries=tries) // MINUTE for tries in (4, 5, 6, 10, 11, 500)] == [0, 1, 2, 32, 60, 60]


@pytest.mark.django_db
def test_a_right_try_and_a_day_without_any_begin_anew() -> None:
    fail_often()
    forget_attempts(key="a")
    fail_often()
    begin_attempt(key="a", at=NOW + MEMORY)
    begin_attempt(key="a", at=NOW + MEMORY)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_the_free_ones_are_taken() -> None:
    assert len(refusals(*[lambda: begin_attempt(key="a", at=NOW)] * 8)) == 3
