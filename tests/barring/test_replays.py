"""Stored answers come out again as they were given, whatever was recorded, corrected or quashed since."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from io import StringIO
from threading import Event
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, Question, Subject, ask
from barring.actions.reviews import resolve_review
from barring.models import Check
from barring.rules.answers import Purpose
from kernel.actions import change_organisation
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from kernel.queries import organisation_by_code, system_user, system_user_id
from register import actions
from register.actions.facts import replace_fact
from register.models import Matcher, Person
from register.rules import Tier
from tests.database import as_owner
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db(transaction=True)
BORN = date(1974, 3, 9)
OSEI = Subject(family_name="Osei", given_names="Ama", date_of_birth=BORN)
TRUSTS_ALONE: dict[str, Any] = {"tiers": [Tier.BOARD_DIRECTOR], "organisation_classes": ["nhs_trust"]}


@pytest.fixture(autouse=True)
def _in_the_systems_name(transactional_db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def asker() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama Serwaa", date_of_birth=BORN)


def asked_by(user: User, subject: Subject = OSEI, **past: Any) -> Check:
    assert user.organisation
    trust = OnBehalfOf(organisation_id=user.organisation.pk, organisation_code=user.organisation.code)
    question = Question(subject=subject, tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST, **past)
    return ask(question=question, asker=trust, by=user)


def replayed(*given: str) -> Any:
    told = StringIO()
    with suppress(SystemExit):  # which it is when something came out otherwise
        call_command("replay_checks", *given, stdout=told)
    return json.loads(told.getvalue())


def good(checked: int) -> dict[str, Any]:
    return {"checked": checked, "mismatched": 0, "first": []}


def test_answers_come_out_again_after_all_that_they_were_made_from_has_changed(asker: User, osei: Person) -> None:
    at, by = timezone.now(), system_user()
    first = asked_by(asker)
    order = restricted(osei, at=at, **TRUSTS_ALONE)
    between = timezone.now()
    doubtful = asked_by(asker, Subject(family_name="Osei", given_names="Kofi", date_of_birth=BORN))
    answers = [
        asked_by(asker),
        asked_by(asker, Subject(registration_number=osei.registration_number or "", date_of_birth=BORN)),
        asked_by(asker, Subject(family_name="Nobody", given_names="At All", date_of_birth=BORN)),
        resolve_review(review=doubtful.review, person_id=osei.pk, reason="Met.", by=user_with(Role.REGISTRAR)),
        asked_by(asker, known_at=first.known_at),
        asked_by(asker, known_at=between, as_of=between),
    ]
    given = [answer.outcome for answer in answers]
    assert given == ["barred", "barred", "no_entry_matched", "barred", "no_bar_recorded", "barred"]

    actions.correct_name(person=osei, family_name="Mensah", given_names="Esi", reason="Wrong", by=by, at=timezone.now())
    with transaction.atomic():
        replace_fact(fact=order, changes={"quashed_at": timezone.now()})
    trust = organisation_by_code("RJ1")
    assert trust
    change_organisation(organisation=trust, name="X", organisation_class="other", closed_on=None, reason="Wrong class")
    newest = Matcher.objects.latest("pk")
    Matcher.objects.create(version="nothing.1", weights=[0.0] * len(newest.weights), certain=0.9999, review=14.0)
    assert asked_by(asker).outcome == "no_entry_matched"
    assert replayed() == good(checked=len(answers) + 3)
    assert replayed("--since", answers[-1].answered_at.isoformat()) == good(checked=2)


def test_an_order_that_was_being_recorded_meanwhile_is_not_taken_for_known(asker: User, osei: Person) -> None:
    recorded, answered = Event(), Event()

    def record() -> bool:
        try:
            with acting(user=system_user_id(), tenant=ALL), transaction.atomic():
                restricted(osei, at=timezone.now())
                recorded.set()
                return answered.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(record)
        assert recorded.wait(30)
        assert asked_by(asker).outcome == "no_bar_recorded"
        answered.set()
        assert writing.result(), "the check waited for the writer"
    assert asked_by(asker).outcome == "barred"
    assert replayed() == good(checked=2)


def test_an_answer_that_was_not_the_one_to_give_is_named(asker: User, osei: Person) -> None:
    asked_by(asker)
    changed = asked_by(asker)
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE barring_check DISABLE TRIGGER USER")
        cursor.execute(
            'UPDATE barring_check SET answer = answer || \'{"employable_in_role": "prevented"}\' WHERE id = %s',
            [changed.pk],
        )
        cursor.execute("ALTER TABLE barring_check ENABLE TRIGGER USER")
    assert replayed() == {"checked": 2, "mismatched": 1, "first": [changed.reference]}


def test_an_instant_needs_its_offset() -> None:
    with pytest.raises(CommandError, match="give an instant such as"):
        call_command("replay_checks", "--since", "2026-03-09T10:00:00")
