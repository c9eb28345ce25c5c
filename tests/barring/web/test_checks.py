"""A trust's pages of checks, and the registrar's of possible matches."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from barring.models import Check, CheckReview
from kernel.history import acting
from kernel.models import AccessEvent, OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user_id
from register.models import Person
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def osei() -> Person:
    return registered_person(family_name="Osei", given_names="Ama Serwaa")


@pytest.fixture
def asker() -> User:
    return user_with(Role.TRUST_USER, of=organisation("RJ1"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(**more: str) -> dict[str, str]:
    return {
        "family_name": "Öséi",
        "given_names": "Ama",
        "date_of_birth-day": "9",
        "date_of_birth-month": "3",
        "date_of_birth-year": "1974",
        "tier": "board_director",
        "purpose": "pre_appointment",
        **more,
    }


def ask(user: User, **more: str) -> Any:
    return signed_in(user).post("/trust/checks/new/", typed(**more), follow=True)


def test_a_trust_asks_and_reads_the_answer_in_words(asker: User, osei: Person) -> None:
    restricted(osei, at=timezone.now())
    page = ask(asker).content.decode()
    assert "Barred from this post" in page
    assert "prevented by law" in page
    assert "Öséi (searched for as “osei”)" in page
    assert "not a fit-and-proper-person assessment" in page
    assert Check.objects.get().reference in page
    assert AccessEvent.objects.filter(noun="barring.check", user=asker).count() == 1


def test_too_little_is_shown_beside_the_field_and_what_was_typed_is_kept(asker: User) -> None:
    response = ask(asker, given_names="", client_ref="REQ <b>")
    page = response.content.decode()
    assert (response.status_code, "<title>Error: " in page) == (422, True)
    assert "Without a registration number, give the given names." in page
    assert 'href="#id_given_names"' in page
    assert 'value="REQ &lt;b&gt;"' in page
    assert Check.objects.count() == 0


def test_a_wrong_number_says_what_to_do(asker: User) -> None:
    assert "Check each character" in ask(asker, registration_number="NM-20441703-7").content.decode()


def test_only_the_own_organisations_checks_are_listed_and_opened(asker: User, osei: Person) -> None:
    ask(asker)
    mine = Check.objects.get()
    colleague = user_with(Role.TRUST_ADMINISTRATOR, of=organisation("RJ1"))
    stranger = user_with(Role.TRUST_USER, of=organisation("RX1"))
    address = f"/trust/checks/{mine.reference}/"
    assert address in signed_in(colleague).get("/trust/checks/").content.decode()
    assert address not in signed_in(stranger).get("/trust/checks/").content.decode()
    assert signed_in(stranger).get(address).status_code == 404
    assert "No checks with this outcome" in signed_in(asker).get("/trust/checks/?outcome=barred").content.decode()
    assert address in signed_in(asker).get("/trust/checks/?outcome=no_bar_recorded").content.decode()
    assert signed_in(user_with(Role.REGISTRAR)).get("/trust/checks/").status_code == 403


def test_a_list_of_checks_takes_the_same_queries_however_long(
    asker: User, osei: Person, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        ask(asker)
    client = signed_in(asker)
    with django_assert_max_num_queries(9):
        assert client.get("/trust/checks/").status_code == 200


def test_a_registrar_resolves_a_possible_match_into_a_new_check(asker: User, osei: Person) -> None:
    restricted(osei, at=timezone.now())
    waiting = ask(asker, given_names="Kofi").content.decode()
    assert "Being reviewed" in waiting
    assert osei.registration_number
    assert osei.registration_number not in waiting
    old = Check.objects.get()
    registrar = signed_in(user_with(Role.REGISTRAR))
    address = f"/staff/possible-matches/{old.reference}/"
    assert address in registrar.get("/staff/possible-matches/").content.decode()
    assert osei.registration_number in registrar.get(address).content.decode()
    assert "1 possible match waits" in registrar.get("/staff/").content.decode()
    assert registrar.get("/staff/possible-matches/chk_none/").status_code == 404
    incomplete = registrar.post(address, {"person": str(osei.pk)})
    assert (incomplete.status_code, CheckReview.objects.get().result) == (422, None)
    registrar.post(address, {"person": str(osei.pk), "reason": "Same address; Kofi is a second name."})
    new = Check.objects.get(resolves=old)
    assert (new.outcome, new.person, new.organisation, new.subject) == ("barred", osei, old.organisation, old.subject)
    assert (new.asked_by, CheckReview.objects.get().resolved_by == asker) == (asker, False)
    assert f"/trust/checks/{new.reference}/" in signed_in(asker).get(f"/trust/checks/{old.reference}/").content.decode()
    mail = OutboxMessage.objects.get()
    assert mail.to == asker.email
    assert f"/trust/checks/{new.reference}/" in mail.body
    assert "Osei" not in mail.subject + mail.body
    again = registrar.post(address, {"person": "nobody", "reason": "Changed my mind."})
    assert (again.status_code, Check.objects.count()) == (422, 2)


def test_a_possible_match_may_be_nobody_on_record(asker: User, osei: Person) -> None:
    ask(asker, given_names="Kofi")
    old = Check.objects.get()
    registrar = signed_in(user_with(Role.REGISTRAR))
    registrar.post(f"/staff/possible-matches/{old.reference}/", {"person": "nobody", "reason": "Two people."})
    assert Check.objects.get(resolves=old).outcome == "no_entry_matched"
    assert old.reference in registrar.get("/staff/possible-matches/?show=resolved").content.decode()
    for role in (Role.CASEWORKER, Role.TRUST_USER):
        assert signed_in(user_with(role)).get("/staff/possible-matches/").status_code == 403
