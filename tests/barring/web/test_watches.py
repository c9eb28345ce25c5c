"""A trust's watches and its usage on the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from barring.actions.checks import OnBehalfOf, Question, Subject
from barring.actions.watches import watch
from barring.models import Check, Watch
from barring.rules.answers import Purpose
from kernel.history import acting
from kernel.models import AccessEvent, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from register.models import Person
from register.rules import Tier
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

HERE = "/trust/watches/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def user() -> User:
    return user_with(Role.TRUST_USER)


@pytest.fixture
def client(user: User) -> Client:
    return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(reply: Any, status: int = 200) -> str:
    assert reply.status_code == status, reply
    return str(reply.content.decode())


def typed(person: Person, **more: Any) -> dict[str, Any]:
    born = {"date_of_birth-day": "9", "date_of_birth-month": "3", "date_of_birth-year": "1974"}
    given = {"reference": "emp-1", "registration_number": person.registration_number, "tier": "board_director"}
    return {**given, **born, "purpose": "in_post", **more}


def watched(by: User, reference: str = "emp-1", **subject: Any) -> Watch:
    """Somebody whom the organisation watches; nobody on record unless it says whom."""
    given = subject or {"family_name": "Nobody", "given_names": "At All", "date_of_birth": timezone.now().date()}
    question = Question(subject=Subject(**given), tier=Tier.BOARD_DIRECTOR, purpose=Purpose.IN_POST)
    assert by.organisation is not None
    asker = OnBehalfOf(organisation_id=by.organisation.pk, organisation_code=by.organisation.code)
    return watch(reference=reference, question=question, asker=asker, by=by, at=timezone.now())[0]


def test_a_person_is_watched_asked_about_renewed_and_let_go(client: Client) -> None:
    person = registered_person(family_name="Osei", given_names="Ama")
    assert "Enter your reference" in page(client.post(f"{HERE}new/", typed(person, reference="")), 422)
    assert "without a slash" in page(client.post(f"{HERE}new/", typed(person, reference="a/b")), 422)
    made = page(client.post(f"{HERE}new/", typed(person), follow=True))
    kept = Watch.objects.get()
    here = f"{HERE}{kept.first_check.reference}/"
    assert "The person is watched from now on" in made
    assert "under this reference already" in page(client.post(f"{HERE}new/", typed(person)), 422)
    assert "No bar recorded" in page(client.post(f"{here}ask/", follow=True))
    shown = page(client.get(here))
    assert [f"/trust/checks/{one.reference}/receipt/" in shown for one in Check.objects.all()] == [True, True]
    Watch.objects.update(renew_by=timezone.now() + 20 * DAY)
    assert "1 watch ends within 30 days" in page(client.get("/trust/"))
    assert "Renew" in page(client.get(f"{HERE}?state=ending"))
    renewed = page(client.post(f"{here}renew/", {"purpose": "annual_fit_and_proper"}, follow=True))
    assert ("Annual fit and proper person test" in renewed, "ends soon" in renewed) == (True, False)
    assert Watch.objects.get().renew_by > timezone.now() + 360 * DAY
    assert "not watched any more" in page(client.post(f"{here}end/", follow=True))
    assert "emp-1" not in page(client.get(HERE))
    assert "You ended it" in page(client.get(f"{HERE}?state=ended"))
    assert "has ended" in page(client.post(f"{here}renew/", {"purpose": "in_post"}), 422)


def test_the_list_is_filtered_by_state_and_last_answer_and_has_no_names_in_its_addresses(user: User) -> None:
    person = registered_person(family_name="Osei", given_names="Ama")
    watched(user, "matched-1", registration_number=person.registration_number, family_name="Osei")
    watched(user, "nobody-1")
    client = signed_in(user)
    found = {
        asked: [one in page(client.get(f"{HERE}?{asked}")) for one in ("matched-1", "nobody-1")]
        for asked in ("", "state=matched", "state=unmatched", "outcome=no_bar_recorded", "state=in_review")
    }
    assert found == {
        "": [True, True],
        "state=matched": [True, False],
        "state=unmatched": [False, True],
        "outcome=no_bar_recorded": [True, False],
        "state=in_review": [False, False],
    }
    assert "matched-1" in page(client.get(f"{HERE}?state=x"), 422)
    looks = AccessEvent.objects.filter(user=user, noun="barring.watch")
    assert {reference[:4] for look in looks for reference in look.found} == {"chk_"}


def test_another_trusts_watch_is_not_found(client: Client) -> None:
    kept = watched(user_with(Role.TRUST_USER))
    here = f"{HERE}{kept.first_check.reference}/"
    assert "emp-1" not in page(client.get(HERE))
    assert [client.get(f"{here}{act}").status_code for act in ("", "renew/", "end/")] == [404, 404, 404]
    assert [client.post(f"{here}{act}").status_code for act in ("ask/", "renew/", "end/")] == [404, 404, 404]


def test_the_list_takes_as_many_queries_for_many_watches_as_for_one(
    user: User, django_assert_max_num_queries: Any
) -> None:
    watched(user)
    client = signed_in(user)
    with django_assert_max_num_queries(40) as few:
        client.get(HERE)
    for number in range(5):
        watched(user, f"more-{number}")
    with django_assert_max_num_queries(len(few)):
        client.get(HERE)


def test_usage_counts_ones_own_checks_by_day_week_program_and_outcome(user: User) -> None:
    watched(user)
    watched(user_with(Role.TRUST_USER))
    client = signed_in(user)
    assert 'data-test="usage-total">1<' in page(client.get("/trust/usage/"))
    shown = page(client.get("/trust/usage/?by=week&client=browser"))
    assert ('data-test="usage-total">1<' in shown, "No entry matched" in shown, "Week of" in shown) == (True,) * 3
    assert "UK GDPR" in page(client.get("/trust/disclosed/"))
