"""A manager sees who checked and who watches them, asks about it and is answered; a delay takes two, and is counted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, Question, Subject
from barring.actions.watches import watch
from barring.models import Check, CheckDelay, CheckQuery
from barring.rules.answers import Purpose
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from register.actions import link_account
from register.models import Person
from register.rules import Tier
from tests.barring.web.test_watches import page, signed_in
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

HERE = "/me/checks/"


@pytest.fixture
def manager() -> User:
    return user_with(Role.MANAGER)


@pytest.fixture
def person(manager: User) -> Person:
    return link_account(person=registered_person(family_name="Osei"), user=manager, by=system_user(), at=timezone.now())


def watched(person: Person, name: str, reference: str = "secret-ref") -> Check:
    """An organisation of this name watches the person, and so has checked them."""
    by = user_with(Role.TRUST_USER, of=organisation(name=name))
    assert by.organisation is not None
    subject = Subject(registration_number=person.registration_number or "", family_name="Osei")
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST)
    asker = OnBehalfOf(organisation_id=by.organisation.pk, organisation_code=by.organisation.code)
    with acting(user=system_user_id()):
        return watch(reference=reference, question=question, asker=asker, by=by, at=timezone.now())[0].first_check


def test_a_manager_sees_who_checked_and_who_watches_them_and_nobody_else_s(manager: User, person: Person) -> None:
    client = signed_in(manager)
    assert "Nobody has asked about you" in page(client.get(HERE))
    mine = watched(person, "Vale Trust")
    theirs = watched(registered_person(family_name="Osei"), "Other Trust")
    shown = page(client.get(HERE))
    assert [shown.count(words) for words in ("Vale Trust", "Other Trust", "secret-ref")] == [3, 0, 0]
    assert ("While in post" in shown, "No bar recorded" in shown) == (True, True)
    assert "Vale Trust" in page(client.get(f"{HERE}{mine.reference}/"))
    assert client.get(f"{HERE}{theirs.reference}/").status_code == 404
    assert signed_in(user_with(Role.MANAGER)).get(f"{HERE}{mine.reference}/").status_code == 404


def test_a_question_about_a_check_goes_to_staff_and_is_answered(manager: User, person: Person) -> None:
    check, client = watched(person, "Vale Trust"), signed_in(manager)
    here = f"{HERE}{check.reference}/"
    assert "Enter your question" in page(client.post(here, {"text": ""}), 422)
    assert "Your question was sent" in page(client.post(here, {"text": "I never worked there."}, follow=True))
    query, registrar = CheckQuery.objects.get(), signed_in(user_with(Role.REGISTRAR))
    assert "Query of a manager about a check" in page(registrar.get("/staff/"))
    assert "I never worked there." in page(registrar.get(f"/staff/check-queries/{query.pk}/"))
    registrar.post(f"/staff/check-queries/{query.pk}/", {"answer": "They asked about a new post."})
    assert "answered this already" in page(registrar.post(f"/staff/check-queries/{query.pk}/", {"answer": "x"}), 422)
    assert "They asked about a new post." in page(client.get(here))
    mail = OutboxMessage.objects.get(template="check_query_answered")
    assert (mail.to, "never worked" in mail.body) == (manager.email, False)
    for _ in range(5):
        client.post(here, {"text": "Again?"})
    assert "5 questions that wait" in page(client.post(here, {"text": "Again?"}), 422)


def test_holding_a_check_back_takes_two_people_and_is_counted(manager: User, person: Person) -> None:
    check, client = watched(person, "Vale Trust"), signed_in(manager)
    first, second = (signed_in(user_with(Role.REGISTRAR)) for _ in range(2))
    day = timezone.localdate() + timedelta(days=30)
    asked = {"reference": check.reference, "reason": "Schedule 2, paragraph 2: an inquiry into fraud"}
    asked |= {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}
    new = "/staff/check-delays/new/"
    assert "no check of this reference" in page(first.post(new, asked | {"reference": "chk_x"}), 422)
    assert "today or later" in page(first.post(new, asked | {"until-year": "2020"}), 422)
    first.post(new, asked)
    delay = CheckDelay.objects.get()
    here = f"/staff/check-delays/{delay.pk}/"
    assert "waits for a decision already" in page(second.post(new, asked), 422)
    assert "Another registrar must decide" in page(first.post(here, {"decision": "approve"}), 422)
    assert "Vale Trust" in page(client.get(HERE))
    second.post(here, {"decision": "approve"})
    shown = page(client.get(HERE))
    assert ("1 check is not shown for now." in shown, "Vale Trust" in shown) == (True, False)
    assert client.get(f"{HERE}{check.reference}/").status_code == 404
    with acting(user=system_user_id()):
        CheckDelay.objects.update(asked_at=timezone.now() - timedelta(days=2), until=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckDelay.objects.update(decided_by=delay.asked_by)
    assert ("Vale Trust" in page(client.get(HERE)), "not shown" in page(client.get(HERE))) == (True, False)
