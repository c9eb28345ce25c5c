"""Deadlines explain themselves, and only ever become longer."""

from datetime import UTC, date, datetime

import pytest

from kernel.clocks import start_of_day
from kernel.deadlines import (
    NotLonger,
    deadline,
    end_of_period,
    require_longer,
    require_second_person,
)
from kernel.errors import SecondPersonNeeded
from kernel.models import RuleSet
from kernel.parameters import DAYS, MONTHS, WORKING_DAYS, YEARS

MARCH_3 = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("unit", "amount", "begins_on", "first_day_after"),
    [
        (DAYS, 1, MARCH_3, date(2026, 3, 4)),
        (DAYS, 28, MARCH_3, date(2026, 3, 31)),
        (DAYS, 28, date(2026, 3, 2), date(2026, 3, 30)),
        (WORKING_DAYS, 1, date(2026, 4, 2), date(2026, 4, 8)),
        (MONTHS, 12, date(2028, 2, 29), date(2029, 2, 28)),
        (YEARS, 5, date(2026, 11, 22), date(2031, 11, 22)),
    ],
)
def test_a_period_ends_with_its_last_london_day(unit: str, amount: int, begins_on: date, first_day_after: date) -> None:
    assert end_of_period(unit=unit, amount=amount, begins_on=begins_on) == start_of_day(first_day_after)


@pytest.mark.django_db
def test_it_says_how_long_beginning_with_what_and_by_which_law() -> None:
    rules = RuleSet.objects.get(version="2026.1")
    counted = deadline(rule_set=rules, parameter="appeal_days", beginning="service", begins_on=MARCH_3)
    assert counted.words == (
        "28 days beginning with service on 3 March 2026, AAPA Order 2024 (SI 2024/374), rule set 2026.1"
    )
    assert counted.last_day == date(2026, 3, 30)
    working = deadline(rule_set=rules, parameter="match_review_working_days", beginning="the check", begins_on=MARCH_3)
    assert working.words.startswith("1 working day after the check on 3 March 2026, ")
    longer = deadline(
        rule_set=rules,
        parameter="appeal_days",
        beginning="service",
        begins_on=MARCH_3,
        ends_at=start_of_day(date(2026, 4, 8)),
    )
    assert longer.words == f"{counted.words}; made longer by a decision"
    assert longer.last_day == date(2026, 4, 7)


DUE, NOW = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until_at", "at"), [(DUE, NOW), (datetime(2026, 3, 31, tzinfo=UTC), NOW), (datetime(2026, 4, 2, tzinfo=UTC),) * 2]
)
def test_a_time_that_is_no_longer_or_over_is_refused(until_at: datetime, at: datetime) -> None:
    with pytest.raises(NotLonger):
        require_longer(due_at=DUE, until_at=until_at, at=at)


def test_who_asked_does_not_decide() -> None:
    with pytest.raises(SecondPersonNeeded):
        require_second_person(asked_by=1, decided_by=1)
    require_second_person(asked_by=1, decided_by=2)
