"""Staff find, open, add and correct people; what they may not do they are refused."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.models import AccessEvent
from kernel.permissions import Role
from register.models import Name, Person
from register.rules import Kind
from tests.factories.kernel import organisation, says_why, user_with
from tests.factories.register import person, post_of, registered_person, restricted

pytestmark = pytest.mark.django_db
OSEI: dict[str, Any] = {
    "family_name": "Osei",
    "given_names": "Ama Serwaa",
    "previous_family_names": "Boateng\r\nMensah",
}
BORN = {"date_of_birth-day": "9", "date_of_birth-month": "3", "date_of_birth-year": "1974"}


def signed_in(role: Role, name: str = "") -> Client:
    client = Client()
    client.force_login(user_with(role, name=name))
    return client


@pytest.fixture
def registrar() -> Client:
    return signed_in(Role.REGISTRAR, "Rae Registrar")


def on(name: str, day: str, month: str = "6", year: str = "2026") -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(someone: Person, rest: str = "") -> str:
    return f"/staff/register/{someone.key}/{rest}"


def test_somebody_is_added_registered_and_given_a_post(registrar: Client) -> None:
    trust = organisation(name="Vale Trust")
    opened = registrar.post("/staff/register/new/", OSEI | BORN | {"email": "ama@example.test"})
    someone = Person.objects.get()
    assert opened.headers["Location"] == address(someone)
    registrar.post(address(someone, "register/"), {"grade": "full"} | on("registered_on", "1", "1"))
    post = {"organisation": trust.code, "title": "Chief executive", "tier": "board_director"}
    registrar.post(address(someone, "posts/new/"), post | on("started_on", "1", "4", "2025"))
    shown = text_of(registrar.get(address(someone)))
    number = Person.objects.get().registration_number
    for words in (number, "Ama Serwaa Osei", "Ama Serwaa Mensah", "Previous name", "9 March 1974", "Vale Trust"):
        assert str(words) in shown, words
    assert shown.count("No bar recorded") == 3


def test_somebody_who_may_be_there_already_is_entered_only_after_a_look(registrar: Client) -> None:
    person(family_name="Ossei", given_names="Ama")
    asked = registrar.post("/staff/register/new/", OSEI | BORN)
    assert (asked.status_code, Person.objects.count()) == (422, 1)
    for words in ("may be on the register already", "Ama Ossei", "confirm that none of them"):
        assert words in text_of(asked), words
    assert 'value="Osei"' in asked.content.decode()
    registrar.post("/staff/register/new/", OSEI | BORN | {"confirmed": "on"})
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"family_name": ""}, "Enter family name"),
        ({"given_names": "123"}, "Enter a name with letters in it"),
        ({"previous_family_names": "Boateng\r\n--"}, "Enter a name with letters in it"),
        ({"date_of_birth-year": "2999"}, "must be on or before"),
        ({"date_of_birth-day": "31", "date_of_birth-month": "2"}, "must be a real date"),
        ({"email": "ama"}, "correct format"),
        ({"national_insurance_number": "QQ 12"}, "National Insurance number is 2 letters"),
        ({"family_name": "Os\x00ei"}, "cannot be used"),
    ],
)
def test_bad_particulars_are_refused_in_words_and_nothing_is_stored(
    registrar: Client, changes: dict[str, str], error: str
) -> None:
    refused = registrar.post("/staff/register/new/", OSEI | BORN | changes)
    assert (refused.status_code, error in text_of(refused)) == (422, True), text_of(refused)
    assert "Ama Serwaa" in refused.content.decode() or "given_names" in changes
    assert not Person.objects.exists()


def test_a_correction_needs_a_reason_and_stands_in_the_timeline_with_what_was_wrong(registrar: Client) -> None:
    someone = person(family_name="Oise", given_names="Ama")
    right = {"family_name": "Osei", "given_names": "Ama"}
    assert "Enter reason for the change" in text_of(registrar.post(address(someone, "correct-name/"), right))
    assert "what the register says already" in text_of(
        registrar.post(address(someone, "correct-name/"), {"family_name": "Oise", "given_names": "Ama", "reason": "x"})
    )
    registrar.post(address(someone, "correct-name/"), right | {"reason": "Letters swapped"})
    shown = text_of(registrar.get(address(someone)))
    for words in ("Name corrected", "by Rae Registrar", "the register said: Ama Oise.", "Reason: Letters swapped"):
        assert words in shown, words
    assert Name.objects.filter(person=someone).count() == 2


def test_a_change_of_name_a_date_of_birth_an_alias_and_an_insurance_number(registrar: Client) -> None:
    someone = person(family_name="Osei", given_names="Ama")
    reason = {"reason": "Seen the certificate"}
    mensah = {"family_name": "Mensah", "given_names": "Ama"}
    registrar.post(address(someone, "change-name/"), mensah | on("changed_on", "1") | reason)
    registrar.post(address(someone, "add-alias/"), {"family_name": "Ossei", "given_names": "Ama"} | reason)
    registrar.post(address(someone, "correct-date-of-birth/"), on("date_of_birth", "10", "3", "1974") | reason)
    registrar.post(address(someone, "national-insurance-number/"), {"number": "ab 12 34 56 c"} | reason)
    shown = text_of(registrar.get(address(someone)))
    for words in ("Ama Mensah", "until the end of 31 May 2026", "Also known as", "10 March 1974", "Recorded"):
        assert words in shown, words
    assert "AB123456C" not in shown


def test_posts_end_and_are_corrected_and_refused_twice(registrar: Client) -> None:
    someone, trust = registered_person(), organisation(name="Vale Trust")
    post = post_of(someone, trust)
    again = {"organisation": trust.code, "title": " chief  EXECUTIVE", "tier": "board_director"}
    refused = registrar.post(address(someone, "posts/new/"), again | on("started_on", "1"))
    assert "already holds this post" in text_of(refused)
    corrected = {"organisation": trust.code, "title": "Chair", "tier": "board_director", "reason": "Wrong title"}
    page = registrar.get(address(someone, f"posts/{post.pk}/correct/")).content.decode()
    assert ('value="Chief executive"' in page, 'value="2025"' in page) == (True, True)
    registrar.post(address(someone, f"posts/{post.pk}/correct/"), corrected | on("started_on", "1", "4", "2025"))
    assert registrar.get(address(someone, f"posts/{post.pk}/correct/")).status_code == 404
    present = someone.posts.current().get()
    registrar.post(address(someone, f"posts/{present.pk}/end/"), on("ended_on", "31", "3"))
    assert "Held from 1 April 2025 until the end of 31 March 2026" in text_of(registrar.get(address(someone)))


def test_a_registration_lapses_and_begins_again_under_the_same_number(registrar: Client) -> None:
    someone = registered_person()
    lapse = {"ending": "lapsed", "reason": "Fee unpaid"}
    registrar.post(address(someone, "end-registration/"), lapse | on("ended_on", "1", "3"))
    assert "Registration lapsed" in text_of(registrar.get(address(someone)))
    registrar.post(address(someone, "register/"), {"grade": "associate"} | on("registered_on", "1", "5"))
    after = Person.objects.get(pk=someone.pk)
    assert (after.registration_number, after.registrations.current().count()) == (someone.registration_number, 3)
    restricted(someone, at=timezone.now(), kind=Kind.REMOVAL, source="CC-2026-0001")
    shown = registrar.get(address(someone))
    assert "Removed from the register (CC-2026-0001)" in text_of(shown)
    assert 'data-test="register-person"' not in shown.content.decode()


def test_staff_find_people_by_any_name_number_and_date_of_birth(registrar: Client) -> None:
    someone = registered_person(family_name="Osei", previous_family_names=["Boateng"])
    person(family_name="Williams")
    for query in ("q=boateng", f"q={someone.registration_number}", "q=osie&born-day=9&born-month=3&born-year=1974"):
        assert "People found: 1" in text_of(registrar.get(f"/staff/register/?{query}")), query
    assert "Nobody found" in text_of(registrar.get("/staff/register/?q=nobodyatall"))
    assert registrar.get("/staff/register/?born-day=x").status_code == 422


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CASEWORKER, Role.BARRING_OFFICER, Role.BARRING_APPROVER])
def test_who_works_on_people_reads_and_does_not_write(role: Role) -> None:
    someone, reader = registered_person(), Client()
    reader.force_login(says_why(user_with(role), "register.person", someone.key))
    shown = reader.get(address(someone)).content.decode()
    assert ('data-test="facts"' in shown, "correct-name" in shown) == (True, False)
    assert reader.post(address(someone, "correct-name/"), {}).status_code == 403
    opened = AccessEvent.objects.filter(noun="register.person", reference=str(someone.key), act="opened", allowed=True)
    assert opened.count() == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TRUST_USER, Role.ADMINISTRATOR, Role.PUBLISHER])
def test_others_do_not_open_people_at_all(role: Role) -> None:
    someone, outsider = person(), signed_in(role)
    for path in ("/staff/register/", address(someone), "/staff/register/new/"):
        assert outsider.get(path).status_code == 403, path
    assert Client().get(address(someone)).headers["Location"].startswith("/sign-in/")


def test_a_person_that_is_not_there_is_not_found(registrar: Client) -> None:
    assert registrar.get("/staff/register/00000000-0000-4000-8000-000000000000/").status_code == 404
