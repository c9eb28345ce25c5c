"""Namesakes that a registrar set aside: not looked at again for the same question, until anything about it is new."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from barring.actions.batch_work import work_off
from barring.actions.batches import taking_in
from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.actions.corrections import recall_checks
from barring.actions.dismissals import withdraw_dismissals
from barring.actions.replays import replay
from barring.actions.reviews import resolve_review
from barring.models import Check, CheckCorrection, CheckReview
from barring.rules.answers import Purpose
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register import actions as register
from register.models import Person
from register.rules import Tier
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db(transaction=True)  # what is remembered is what was committed
BORN = date(1974, 3, 9)
KOFI = Subject(family_name="Osei", given_names="Kofi", date_of_birth=BORN)
WHY: dict[str, Any] = {"reason": "Entered wrongly"}


@pytest.fixture(autouse=True)
def _in_the_systems_name(transactional_db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def asker() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama", date_of_birth=BORN)


def asked(by: User, subject: Subject = KOFI, **more: Any) -> Check:
    assert by.organisation
    trust = OnBehalfOf(organisation_id=by.organisation.pk, organisation_code=by.organisation.code)
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST, **more)
    return ask(question=question, asker=trust, by=by)


def set_aside(by: User, subject: Subject = KOFI) -> CheckReview:
    """A question that came near somebody who is not meant."""
    check = asked(by, subject)
    assert check.outcome == "needs_review"
    resolve_review(review=check.review, person_id=None, reason="Another family.", by=user_with(Role.REGISTRAR))
    return CheckReview.objects.get(pk=check.review.pk)


def test_the_same_question_of_the_same_organisation_is_not_looked_at_again(asker: User, osei: Person) -> None:
    set_aside(asker)
    restricted(osei, at=timezone.now())  # says how they stand, not who they are
    for same in (KOFI, replace(KOFI, family_name="OSEI", given_names=" kofi ")):
        assert asked(asker, same).outcome == "no_entry_matched"
    other = user_with(Role.TRUST_USER, of=organisation("RX1"))
    assert asked(other).outcome == "needs_review"
    for another in (
        replace(KOFI, given_names="Kofi Ama"),
        replace(KOFI, previous_family_names=("Boateng",)),
        replace(KOFI, registration_number=osei.registration_number or ""),
        replace(KOFI, national_insurance_number="AA000000A"),
    ):
        assert asked(asker, another).outcome in ("needs_review", "barred")
    assert replay(since=None).mismatched == 0


NEWS: dict[str, Callable[[Person], object]] = {
    "another name": lambda who: register.record_alias(
        person=who, family_name="Osei", given_names="Ama K", by=system_user(), at=timezone.now(), **WHY
    ),
    "a corrected name": lambda who: register.correct_name(
        person=who, family_name="Osei", given_names="Ama Abena", by=system_user(), at=timezone.now(), **WHY
    ),
    "another date of birth, and the one before": lambda who: [
        register.correct_birth_date(person=who, date_of_birth=born, by=system_user(), at=timezone.now(), **WHY)
        for born in (date(1980, 5, 6), BORN)
    ],
    "a National Insurance number": lambda who: register.correct_national_insurance(
        person=who, number="AA000000A", by=system_user(), at=timezone.now(), **WHY
    ),
    "a namesake": lambda who: registered_person(family_name="Osei", given_names="Kofi B", date_of_birth=BORN),
}


@pytest.mark.parametrize("news", NEWS)
def test_whatever_is_new_of_who_may_be_meant_has_it_looked_at_again(asker: User, osei: Person, news: str) -> None:
    set_aside(asker)
    before = asked(asker)
    recall_checks(at=timezone.now())
    NEWS[news](osei)
    after = asked(asker)
    assert (before.outcome, after.outcome == "no_entry_matched") == ("no_entry_matched", False)
    assert replay(since=None).mismatched == 0
    recall_checks(at=timezone.now())
    told = {one.check_asked_id for one in CheckCorrection.objects.filter(differs=True)}
    answers = Check.objects.filter(outcome="no_entry_matched").values_list("pk", flat=True)
    assert told == set(answers)  # the one that a person gave, and the one that rested on it


def test_a_row_of_a_batch_is_answered_as_a_single_check(asker: User, osei: Person) -> None:
    set_aside(asker)
    assert asker.organisation
    single = asked(asker).outcome
    trust = OnBehalfOf(organisation_id=asker.organisation.pk, organisation_code=asker.organisation.code)
    with taking_in(asker=trust, by=asker) as intake:
        intake.add(["", "", "Osei", "Kofi", "", BORN.isoformat(), "board_director"])
        batch = intake.finish(purpose="in_post", at=timezone.now())
    work_off(at=timezone.now())
    [row] = Check.objects.filter(batch=batch)
    assert (row.outcome, single) == ("no_entry_matched", "no_entry_matched")


def test_what_was_set_aside_is_shown_and_can_be_withdrawn_once_with_a_reason(asker: User, osei: Person) -> None:
    review = set_aside(asker)
    rested = asked(asker)
    recall_checks(at=timezone.now())
    page = Client()
    page.force_login(user_with(Role.REGISTRAR))
    address = f"/staff/possible-matches/{review.check_asked.reference}/"
    assert "Not sent here again" in page.get(address).content.decode()
    assert page.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert page.post(f"{address}withdraw/", {"reason": "It was the same family after all."}).status_code == 302
    shown = page.get(address).content.decode()
    assert ("the same family after all" in shown, "Withdraw" in shown.split("</h1>")[1].split("Withdrawn")[0]) == (
        True,
        False,
    )
    assert asked(asker).outcome == "needs_review"
    recall_checks(at=timezone.now())
    assert {one.check_asked.reference for one in CheckCorrection.objects.all()} >= {rested.reference}
    with pytest.raises(ActionRefused, match="already"):
        withdraw_dismissals(review=review, reason="Again", by=asker, at=timezone.now())
