"""A registrar corrects and takes off registrations on the pages for it, and corrects an email address."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kernel.models import Invitation
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions, queries
from register.models import Person, Registration
from tests.factories.kernel import user_with
from tests.factories.register import person, registered_person

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role, name="Rae Registrar"))
    return client


@pytest.fixture
def registrar() -> Client:
    return signed_in(Role.REGISTRAR)


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def address(someone: Person, rest: str = "") -> str:
    return f"/staff/register/{someone.key}/{rest}"


def page_of(registration: Registration, act: str = "correct") -> str:
    return address(registration.person, f"registrations/{registration.pk}/{act}/")


def on(name: str, day: str, month: str = "2", year: str = "2026") -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def lapsed() -> tuple[Registration, Registration]:
    """The registration, from 5 January, and its end, from 2 March."""
    someone = registered_person(registered_on=date(2026, 1, 5))
    lapse: dict[str, Any] = {
        "lapsed_on": date(2026, 3, 2),
        "reason": "Fee unpaid",
        "by": system_user(),
        "at": timezone.now(),
    }
    actions.lapse_registration(person=someone, **lapse)
    registered, ended = someone.registrations.current().order_by("during")
    return registered, ended


def test_a_registration_and_its_end_are_corrected_from_the_persons_page(registrar: Client) -> None:
    registered, ended = lapsed()
    someone = registered.person
    page = registrar.get(address(someone)).content.decode()
    assert (page_of(registered) in page, page_of(ended) in page) == (True, True)
    assert 'value="2026"' in registrar.get(page_of(registered)).content.decode()
    registrar.post(page_of(registered), {"grade": "associate", "reason": "Form"} | on("registered_on", "9"))
    present = someone.registrations.current().latest("during")
    registrar.post(page_of(present), {"ending": "resigned", "reason": "Her letter"} | on("ended_on", "20"))
    shown = text_of(registrar.get(address(someone)))
    for words in (
        "Gave up registration Associate grade, from 20 February 2026",
        "Registered Associate grade, from 9 February 2026 until the end of 19 February 2026",
        "Before that the register said: Registered, grade full, from 5 January 2026 until the end of 1 March 2026.",
        "Registration corrected",
        "Reason: Her letter",
    ):
        assert words in shown, words
    assert shown.count("Registration ended") == 1


def test_what_cannot_be_is_refused_in_words_with_everything_typed(registrar: Client) -> None:
    registered, ended = lapsed()
    typed: list[tuple[Registration, dict[str, str], str]] = [
        (registered, {"grade": "full"} | on("registered_on", "30"), "must be a real date"),
        (registered, {"grade": "full"} | on("registered_on", "1", year="2999"), "must be on or before"),
        (registered, {"grade": "full"} | on("registered_on", "2", "3"), "Enter an earlier day"),
        (registered, {"grade": "full"} | on("registered_on", "5", "1"), "what the register says already"),
        (registered, {"grade": "king"} | on("registered_on", "5"), "Select"),
        (ended, {"ending": "lapsed"} | on("ended_on", "5", "1"), "Enter a later day"),
    ]
    for registration, answers, words in typed:
        refused = registrar.post(page_of(registration), answers | {"reason": "Kept words"})
        assert (refused.status_code, words in text_of(refused)) == (422, True), text_of(refused)
        assert "Kept words" in refused.content.decode()
    assert "Enter reason" in text_of(registrar.post(page_of(ended, "take-off"), {"reason": " "}))
    assert "Take that off first" in text_of(registrar.post(page_of(registered, "take-off"), {"reason": "x"}))
    assert set(registered.person.registrations.current().order_by("during")) == {registered, ended}


def test_a_registration_of_another_person_is_taken_off(registrar: Client) -> None:
    _, ended = lapsed()
    someone = ended.person
    registrar.post(page_of(ended, "take-off"), {"reason": "Paid in time"})
    registrar.post(page_of(someone.registrations.current().get(), "take-off"), {"reason": "Meant for another"})
    shown = text_of(registrar.get(address(someone)))
    for words in ("Registration taken off", "Reason: Meant for another", "Never registered", "Register this person"):
        assert words in shown, words
    assert Client().get(f"/register/{someone.registration_number}/").status_code == 404


def test_a_form_opened_before_somebody_elses_correction_is_refused_in_words(registrar: Client) -> None:
    registered, _ = lapsed()
    answers = {"grade": "associate", "reason": "Kept words"} | on("registered_on", "9")
    registrar.post(page_of(registered), answers)
    late = registrar.post(page_of(registered), answers | on("registered_on", "10"))
    assert (late.status_code, "Somebody else has changed this" in text_of(late)) == (422, True)
    assert "Kept words" in late.content.decode()
    assert registrar.get(page_of(registered)).status_code == 404


def test_a_registration_is_corrected_under_its_own_person_only(registrar: Client) -> None:
    registered, _ = lapsed()
    other = address(person(), f"registrations/{registered.pk}/correct/")
    assert [registrar.get(other).status_code, registrar.post(other, {}).status_code] == [404, 404]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.BARRING_OFFICER])
def test_who_reads_people_is_offered_no_correction_and_may_make_none(role: Role) -> None:
    registered, _ = lapsed()
    reader, someone = signed_in(role), registered.person
    shown = reader.get(address(someone)).content.decode()
    assert ("correct-registration" in shown, "take-off" in shown, "correct-email" in shown) == (False, False, False)
    for path in (page_of(registered), page_of(registered, "take-off"), address(someone, "correct-email/")):
        assert [reader.get(path).status_code, reader.post(path, {}).status_code] == [403, 403], path


def test_an_address_is_corrected_and_the_invitation_to_the_wrong_one_withdrawn(registrar: Client) -> None:
    someone = person(email="wrong@example.test")
    registrar.post(address(someone, "invite/"), {"email": "wrong@example.test"})
    page = registrar.get(address(someone, "correct-email/"))
    assert "An invitation was sent to wrong@example.test" in text_of(page)
    (shown,) = re.findall(r'name="instead_of" value="([^"]*)"', page.content.decode())
    right = {"instead_of": shown, "email": "ama@example.test", "reason": "She rang"}
    done = text_of(registrar.post(address(someone, "correct-email/"), right, follow=True))
    for words in (
        "The link in the invitation to wrong@example.test no longer works",
        "Email address corrected",
        "Before that the register said: wrong@example.test.",
        "Reason: She rang",
        "Invite to an account",
    ):
        assert words in done, words
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_wrong_address_is_refused_and_kept_and_so_is_a_stale_form(registrar: Client) -> None:
    someone = person(email="wrong@example.test")
    wrong = registrar.post(
        address(someone, "correct-email/"),
        {"instead_of": "wrong@example.test", "email": "ama@", "reason": "Kept words"},
    )
    assert (wrong.status_code, "correct format" in text_of(wrong)) == (422, True)
    stale = registrar.post(
        address(someone, "correct-email/"),
        {"instead_of": "older@example.test", "email": "ama@example.test", "reason": "Kept words"},
    )
    assert (stale.status_code, "Somebody else has changed this" in text_of(stale)) == (422, True)
    for refused in (wrong, stale):
        assert ("Kept words" in refused.content.decode(), 'value="ama@' in refused.content.decode()) == (True, True)
    assert queries.email_of(person=someone) == "wrong@example.test"


def test_the_page_says_that_the_address_of_an_account_is_another_matter(registrar: Client) -> None:
    someone, account = person(email="old@example.test"), user_with(Role.MANAGER)
    actions.link_account(person=someone, user=account, by=account, at=timezone.now())
    shown = text_of(registrar.get(address(someone, "correct-email/")))
    assert f"The address that they sign in with, {account.email}, is another matter." in shown
    assert "An invitation" not in shown
