"""Test identities: one for each outcome, always there, marked as such, and never taken for people on record."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from barring.actions.batch_work import work_off
from barring.actions.replays import replay
from barring.actions.reviews import resolve_tests
from barring.actions.watches import look_at_watches
from barring.models import Check
from barring.queries.checks import reviews
from barring.queries.receipts import judge
from barring.queries.usage import checks_counted
from barring.rules.answers import CheckOutcome
from barring.rules.invented import FAMILY_NAME, INVENTED, Invented
from kernel.clocks import start_of_day, today
from kernel.history import acting
from kernel.models import Event
from kernel.queries import system_user_id
from register.models import Person
from register.rules.numbers import new_numbers, reserved
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
OF = {one.outcome: one for one in INVENTED}


@pytest.fixture
def trust(db: None) -> Iterator[Program]:
    with acting(user=system_user_id()):
        yield program(organisation("RJ1"))


def by_number(one: Invented) -> dict[str, Any]:
    return {"registration_number": one.number, "date_of_birth": one.date_of_birth.isoformat()}


def by_name(one: Invented) -> dict[str, Any]:
    return {
        "family_name": FAMILY_NAME,
        "given_names": one.given_names,
        "date_of_birth": one.date_of_birth.isoformat(),
    }


def test_there_is_one_for_each_outcome_by_number_and_by_name_and_each_says_that_it_is_a_test(trust: Program) -> None:
    assert {one.outcome for one in INVENTED} == set(CheckOutcome)
    for one in INVENTED:
        for subject in (by_number(one), by_name(one)):
            answer = told(trust.ask(subject))
            assert (answer["outcome"], answer["test"]) == (one.outcome, True)
            assert answer["statement"].startswith("This is a test identity")
            claims = judge(receipt=answer["receipt"]).claims
            assert claims is not None
            assert (claims["test"], claims["outcome"]) == (True, one.outcome)
    assert told(trust.ask({**by_number(OF[CheckOutcome.BARRED]), "date_of_birth": "1974-03-09"}))["outcome"] == (
        "needs_review"
    )
    assert not Check.objects.filter(Q(is_test=False) | Q(person__isnull=False)).exists()


def test_they_count_nowhere_and_are_on_no_register(trust: Program) -> None:
    told(trust.ask(by_number(OF[CheckOutcome.BARRED])))
    begun = start_of_day(today(timezone.now()))
    assert checks_counted(organisation_id=trust.organisation.pk, since=begun, by="day", client=Q()) == []
    assert not Person.objects.exists()
    assert told(trust.send("GET", f"/api/v1/register?name={FAMILY_NAME}"), 200)["results"] == []
    assert trust.send("GET", f"/api/v1/register/{reserved(1)}").status_code == 404


def test_whoever_has_their_name_on_record_is_not_mixed_with_them(trust: Program) -> None:
    one = OF[CheckOutcome.BARRED]
    real = registered_person(family_name=FAMILY_NAME, given_names=one.given_names)
    assert told(trust.ask(by_name(one)))["match"]["registration_number"] == one.number
    number = {"registration_number": real.registration_number, "family_name": FAMILY_NAME}
    answer = told(trust.ask(number))
    assert (answer["outcome"], answer["test"]) == ("no_bar_recorded", False)


def test_their_numbers_are_given_to_nobody(trust: Program) -> None:
    with pytest.raises(IntegrityError, match="person_number_form"), transaction.atomic():
        Person.objects.create(registration_number=reserved(1))

    class Reserved(Random):
        drawn = iter([99_999_901, 12_345_678])

        def randrange(self, *_bounds: Any) -> int:
            return next(self.drawn)

    assert [number[3:11] for number in islice(new_numbers(taken=(), random=Reserved()), 1)] == ["12345678"]


def test_a_review_of_one_is_no_work_for_anybody_and_resolves_itself(trust: Program) -> None:
    asked = told(trust.ask(by_number(OF[CheckOutcome.NEEDS_REVIEW])))
    assert asked["review"]["state"] == "open"
    assert not reviews(is_open=True).exists()
    assert (resolve_tests(at=timezone.now()), resolve_tests(at=timezone.now())) == (1, 0)
    review = told(trust.send("GET", f"/api/v1/checks/{asked['id']}"), 200)["review"]
    answer = told(trust.send("GET", f"/api/v1/checks/{review['check']}"), 200)
    assert (answer["outcome"], answer["resolves"], answer["test"]) == ("no_entry_matched", asked["id"], True)
    assert Event.objects.filter(type="check.resolved", check_reference=answer["id"]).count() == 1
    assert not reviews(is_open=False).exists()


def test_one_is_watched_and_asked_about_in_a_batch_and_in_the_past_as_anybody_is(trust: Program) -> None:
    barred = OF[CheckOutcome.BARRED]
    given = {"subject": by_number(barred), "role": {"tier": "other_manager"}}
    assert told(trust.send("PUT", "/api/v1/watches/one", given))["state"] == "matched"
    look_at_watches(at=timezone.now())
    watched = told(trust.send("GET", "/api/v1/watches/one"), 200)
    assert (watched["state"], watched["test"]) == ("matched", True)
    rows = "\n".join(f"x,{one.number},,,,{one.date_of_birth},board_director" for one in INVENTED)
    header = "client_ref,registration_number,family_name,given_names,previous_family_names,date_of_birth,tier"
    sent = trust.browser.post(
        "/api/v1/check-batches",
        {"purpose": "in_post", "file": _file(f"{header}\n{rows}\n")},
        headers={"Authorization": f"Bearer {trust.token}"},
    )
    work_off(at=timezone.now())
    assert told(trust.send("GET", sent["Location"]), 200)["outcomes"] == {one.outcome: 1 for one in INVENTED}
    assert told(trust.ask(by_number(barred), as_of="2026-04-01T00:00:00Z"))["outcome"] == "no_bar_recorded"


@pytest.mark.django_db(transaction=True)
def test_what_was_answered_about_one_is_worked_out_again() -> None:
    with acting(user=system_user_id()):
        trust = program(organisation("RJ1"))
    for outcome in (CheckOutcome.BARRED, CheckOutcome.NEEDS_REVIEW):
        told(trust.ask(by_number(OF[outcome])))
    with acting(user=system_user_id()):
        resolve_tests(at=timezone.now())
    again = replay(since=None)
    assert (again.checked, again.mismatched) == (3, 0)


def _file(text: str) -> Any:
    return SimpleUploadedFile("staff.csv", text.encode(), "text/csv")
