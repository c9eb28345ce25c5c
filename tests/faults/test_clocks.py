"""The whole system on the nights when London's clocks change, and on a leap day: its own clock is moved there."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kernel.clocks import end_of_day
from tests.faults.browser import Answer, Browser, ask
from tests.faults.travel import Travelling, travelling

pytestmark = pytest.mark.xdist_group("clocks")
FORWARD, BACK, LEAP = date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Travelling]:
    """Its tests move the clock forwards only, in their order."""
    with travelling(tmp_path_factory.mktemp("clocks"), *(day.isoformat() for day in (FORWARD, BACK, LEAP))) as made:
        yield made


def token(system: Travelling) -> dict[str, str]:
    program = system.cast["program"]
    form = f"grant_type=client_credentials&client_id={program['client_id']}&client_secret={program['client_secret']}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask(system.port, "POST", "/api/v1/token", form.encode(), kind)
    return {"Authorization": f"Bearer {json.loads(answer.body)['access_token']}"}


def check(system: Travelling, subject: dict[str, Any], headers: dict[str, str]) -> Answer:
    body = {"subject": subject, "role": {"tier": "board_director"}, "purpose": "in_post"}
    return ask(system.port, "POST", "/api/v1/checks", json.dumps(body).encode(), JSON | headers)


def require_one_change_at_the_end_of(day: date, system: Travelling) -> None:
    """Asked without a pause before, at and after the end of a day, the answer changes once, at that instant."""
    end = end_of_day(day)
    subject = next(person["subject"] for person in system.cast["people"] if person.get("until") == day.isoformat())
    system.clock.move_to(end - timedelta(seconds=2))
    mine = token(system)
    told: dict[datetime, str] = {}
    while system.clock.now() < end + timedelta(seconds=0.5) or len(told) < 5:
        answer = json.loads(check(system, subject, mine).body)
        told[datetime.fromisoformat(answer["as_of"])] = answer["outcome"]
    assert {outcome for at, outcome in told.items() if at < end} == {"barred"}
    assert {outcome for at, outcome in told.items() if at >= end} == {"no_bar_recorded"}
    assert system.manage("run_due", "--until-idle") == 0


def signed_in(system: Travelling) -> Browser:
    browser = Browser(system.port)
    assert browser.sign_in(system.cast["administrator"], at=system.clock.now().timestamp())
    assert browser.get("/trust/").status == 200
    return browser


def test_an_order_until_the_end_of_the_day_of_23_hours_ends_at_that_midnight(system: Travelling) -> None:
    system.clock.move_to(datetime(2027, 3, 28, 0, 55, tzinfo=UTC))
    browser = signed_in(system)
    system.clock.move_to(datetime(2027, 3, 28, 1, 5, tzinfo=UTC))  # ten minutes on, and 02:05 in London
    assert browser.get("/trust/").status == 200
    require_one_change_at_the_end_of(FORWARD, system)


def test_what_lasts_some_minutes_lasts_as_long_in_the_hour_that_comes_twice(system: Travelling) -> None:
    subject = system.cast["people"][0]["subject"]
    system.clock.move_to(datetime(2027, 10, 31, 0, 35, tzinfo=UTC))  # 01:35 in London, for the first time
    mine = token(system)
    system.clock.move_to(datetime(2027, 10, 31, 0, 50, tzinfo=UTC))
    browser = signed_in(system)
    system.clock.move_to(datetime(2027, 10, 31, 1, 9, tzinfo=UTC))  # 01:09
    assert browser.get("/trust/").status == 200
    system.clock.move_to(datetime(2027, 10, 31, 1, 34, tzinfo=UTC))  # 01:34: earlier on the wall than at the start
    assert browser.get("/trust/").status == 302
    assert check(system, subject, mine).status == 201
    system.clock.move_to(datetime(2027, 10, 31, 1, 36, tzinfo=UTC))
    assert check(system, subject, mine).status == 401


def test_an_order_until_the_end_of_the_day_of_25_hours_ends_at_that_midnight(system: Travelling) -> None:
    require_one_change_at_the_end_of(BACK, system)


def test_a_key_is_remembered_for_24_hours_and_an_order_until_a_leap_day_lasts_to_its_end(system: Travelling) -> None:
    subject, key = system.cast["people"][0]["subject"], {"Idempotency-Key": "leap"}
    system.clock.move_to(datetime(2028, 2, 28, 22, tzinfo=UTC))
    first = check(system, subject, token(system) | key)
    system.clock.move_to(datetime(2028, 2, 29, 21, 59, tzinfo=UTC))
    assert check(system, subject, token(system) | key).body == first.body
    system.clock.move_to(datetime(2028, 2, 29, 22, 1, tzinfo=UTC))
    assert check(system, subject, token(system) | key).body != first.body
    require_one_change_at_the_end_of(LEAP, system)
