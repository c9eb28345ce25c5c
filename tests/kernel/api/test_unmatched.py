"""A program that asks about many whom no entry fits is slowed down, and its organisation is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from kernel.history import acting
from kernel.limits import tally
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person
from tests.races import at_once

STRANGER = {"family_name": "Quillfeather", "given_names": "Odo", "date_of_birth": "1961-02-03"}
NOW = datetime.now(UTC)
BEGAN = NOW.replace(minute=NOW.minute // 10 * 10 + 2, second=30, microsecond=0)


@pytest.fixture
def trust(db: None, settings: Any) -> Iterator[Program]:
    settings.UNMATCHED_PER_TEN_MINUTES = 2
    with acting(user=system_user_id()), time_machine.travel(BEGAN, tick=False) as clock:
        found = program(organisation("RJ1"))
        found.sign_in()
        found.clock = clock  # type: ignore[attr-defined]
        yield found


def statuses(trust: Program, *subjects: dict[str, Any]) -> list[int]:
    return [trust.ask(subject).status_code for subject in subjects]


def test_too_many_without_a_match_are_refused_until_the_ten_minutes_are_over(trust: Program) -> None:
    known = {"registration_number": registered_person().registration_number, "date_of_birth": "1974-03-09"}
    too_little = {"family_name": "Quillfeather"}
    assert statuses(trust, STRANGER, known, too_little, known, STRANGER) == [201, 201, 422, 201, 201]
    refused = trust.ask(known)
    assert (told(refused, 429)["code"], refused["Retry-After"]) == ("too_many_unmatched", "450")
    put = trust.send("PUT", "/api/v1/watches/one", {"subject": known, "role": {"tier": "board_director"}})
    assert (put.status_code, trust.send("GET", "/api/v1/checks").status_code) == (429, 200)
    other = program(trust.organisation)
    assert other.ask(known).status_code == 201
    trust.clock.move_to(BEGAN + timedelta(minutes=7, seconds=30))  # type: ignore[attr-defined]
    assert statuses(trust, known, STRANGER, STRANGER) == [201, 201, 201]


def test_dates_of_birth_tried_on_a_known_number_count_too(trust: Program) -> None:
    person = registered_person(date_of_birth=date(1974, 3, 9))
    tried = [{"registration_number": person.registration_number, "date_of_birth": f"1961-02-0{n}"} for n in range(1, 5)]
    assert statuses(trust, *tried) == [201, 201, 201, 429]


def test_its_administrators_are_told_once_a_day_and_see_it_on_its_page(trust: Program) -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR, of=trust.organisation)
    user_with(Role.TRUST_ADMINISTRATOR, of=organisation())
    for _ in range(2):
        assert statuses(trust, *[STRANGER] * 4) == [201, 201, 201, 429]
        trust.clock.shift(timedelta(minutes=10))  # type: ignore[attr-defined]
    assert [mail.to for mail in OutboxMessage.objects.filter(template="program_slowed")] == [administrator.email]
    browser = Client()
    browser.force_login(administrator)
    page = browser.get(f"/trust/api-clients/{trust.client.client_id}/").content.decode()
    assert page.count("Too many of its questions fitted no entry") == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_is_counted_once() -> None:
    counts: list[int] = []
    at_once(*[lambda: counts.append(tally(key="unmatched:1", minutes=10, at=BEGAN)[0])] * 8)
    assert sorted(counts) == list(range(1, 9))
