"""Signing in says the same to everybody who may not, and what ends a session ends it at the next request."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from kernel.actions import deactivate, set_password
from kernel.history import acting
from kernel.models import OutboxMessage, User
from kernel.permissions import Role
from kernel.queries import system_user, system_user_id
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse staple"


@pytest.fixture
def person() -> User:
    """Somebody who may do without a second factor."""
    user = user_with(Role.MANAGER)
    return set_password(user=user, password=PASSWORD)


def sign_in(client: Client, email: str, password: str = PASSWORD, to: str = "", **headers: str) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    answer = client.post(f"/sign-in/{to}", {"login": email, "password": password}, headers=headers)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_a_person_signs_in_by_address_in_any_case_under_a_new_session(client: Client, person: User) -> None:
    session = client.session  # a visitor's, as anybody may plant it in a browser
    session["seen"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    status, location, _ = sign_in(client, person.email.upper())
    assert (status, location) == (302, "/start/")
    assert client.session.session_key != planted
    assert client.get("/account/password/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, person: User) -> None:
    pages = {
        re.sub(r'value="[^"]*"|nonce="[^"]*"', "", sign_in(client, email, "wrong")[2])
        for email in (person.email, "nobody@example.test", system_user().email)
    }
    assert len(pages) == 1
    assert "The email address or the password is not correct" in pages.pop()


def test_the_accounts_of_programs_and_of_the_system_cannot_sign_in(client: Client, person: User) -> None:
    with acting(user=system_user_id()):
        person.is_service = True
        person.save()
    status, _, page = sign_in(client, person.email)
    assert (status, "not correct" in page) == (200, True)
    client.post("/reset-password/", {"email": person.email})
    assert not OutboxMessage.objects.filter(subject="Choose a new password").exists()


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/me/correct/?q=a", "/me/correct/?q=a"),
        ("https://evil.test/", "/start/"),
        ("//evil.test/", "/start/"),
        ("http://testserver/staff/", "/start/"),
        ("javascript:alert(1)", "/start/"),
    ],
)
def test_signing_in_leads_on_to_own_addresses_only(client: Client, person: User, wanted: str, led_to: str) -> None:
    client.get("/sign-in/", {"next": wanted})
    _, location, _ = sign_in(client, person.email, to="?" + "next=" + wanted.replace("?", "%3F"))
    assert location == led_to


def test_a_closed_account_loses_its_session_at_once_and_is_told_so_at_the_door(client: Client, person: User) -> None:
    sign_in(client, person.email)
    administrator = user_with(Role.ADMINISTRATOR)
    with acting(user=administrator):
        deactivate(user=person, reason="Left", by=administrator)
    assert client.get("/account/password/").headers["Location"] == "/sign-in/?next=/account/password/"
    assert sign_in(client, person.email)[:2] == (302, "/account-closed/")
    assert "Your account is closed" in client.get("/account-closed/").content.decode()


@pytest.fixture
def one_minute() -> Iterator[None]:
    """A minute that does not pass, with no attempts in it from before."""
    cache.clear()
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield
    cache.clear()


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/sign-in/code/", "/sign-out/", "/reset-password/", "/account/stay-signed-in/"]
)
def test_no_other_site_can_send_a_form_of_the_door_in_somebodys_name(person: User, address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)
    sent = browser.post(address, {"login": person.email, "password": PASSWORD}, headers={"origin": "https://evil.test"})
    assert sent.status_code == 403
    assert browser.get("/account/password/").status_code == 200


def test_guessing_makes_only_the_guesser_wait(client: Client, person: User) -> None:
    own, guesser, stranger = Client(), Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="203.0.113.8")
    sign_in(own, person.email)
    own.post("/sign-out/")
    for number in range(5):
        assert "not correct" in sign_in(guesser, person.email, "wrong", host=f"host{number}.test")[2]
    assert "Wait 1 minute" in sign_in(guesser, person.email.upper(), host="another.test")[2]
    for _ in range(5):
        sign_in(client, person.email, "wrong")  # from the same address as the owner's own browser
    assert "Wait 1 minute" in sign_in(client, person.email)[2]
    assert sign_in(own, person.email)[0] == sign_in(stranger, person.email)[0] == 302


def test_an_address_without_an_account_is_counted_the_same(client: Client) -> None:
    said = [sign_in(client, "nobody@example.test", "wrong")[2] for _ in range(6)]
    assert ["not correct" in page for page in said] == [True] * 5 + [False]
    assert "Wait 1 minute" in said[-1]


@pytest.mark.usefixtures("one_minute")
def test_trying_very_often_is_answered_by_a_page_that_says_when_to_try_again(client: Client) -> None:
    answers = [client.post("/sign-in/", {"login": "x", "password": "x"}) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "Too many requests" in answers[-1].content.decode()


def test_a_forgotten_password_is_reset_once_by_a_link_on_the_services_own_address(client: Client, person: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, person.email)
    pages = {
        client.post("/reset-password/", {"email": email}, headers={"host": "evil.test"}).headers["Location"]
        for email in (person.email, "nobody@example.test")
    }
    assert pages == {"/reset-password/sent/"}
    mail = OutboxMessage.objects.get(subject="Choose a new password")
    link = re.search(rf"{settings.BASE_URL}(/reset-password/\S+/)", mail.body)
    assert link
    form = client.get(link[1]).headers["Location"]
    assert "set-password" in form
    new = {"password1": "another long word", "password2": "another long word"}
    assert client.post(form, new).headers["Location"] == "/reset-password/done/"
    assert sign_in(client, person.email, "another long word")[0] == 302
    assert elsewhere.get("/account/password/").headers["Location"].startswith("/sign-in/")
    assert "This link no longer works" in Client().get(link[1]).content.decode()


def test_the_link_for_a_new_password_goes_to_the_account_s_own_address_however_it_was_typed(
    client: Client, person: User
) -> None:
    with acting(user=system_user_id()):
        User.objects.filter(pk=person.pk).update(email="kim@example.test")
    client.post("/reset-password/", {"email": "\N{KELVIN SIGN}im@example.test"})
    assert OutboxMessage.objects.get(subject="Choose a new password").to == "kim@example.test"


def test_a_weak_or_mistyped_new_password_is_refused_with_reasons(client: Client, person: User) -> None:
    client.force_login(person)
    asked = {"present": PASSWORD, "password": "password", "again": "passw0rd"}
    page = client.post("/account/password/", asked)
    assert (page.status_code, "not the same" in page.content.decode()) == (422, True)
    page = client.post("/account/password/", asked | {"again": "password"})
    assert (page.status_code, "too common" in page.content.decode()) == (422, True)
    page = client.post("/account/password/", {"present": "x", "password": "a" * 3, "again": "a" * 3})
    assert "present password is not correct" in page.content.decode()


def test_a_new_password_keeps_this_session_and_ends_the_others(client: Client, person: User) -> None:
    other = Client()
    sign_in(other, person.email)
    sign_in(client, person.email)
    new = {"present": PASSWORD, "password": "another long word", "again": "another long word"}
    assert client.post("/account/password/", new).headers["Location"] == "/start/"
    assert client.get("/account/password/").status_code == 200
    assert other.get("/account/password/").status_code == 302


def test_signing_out_takes_a_button_and_ends_the_session(client: Client, person: User) -> None:
    sign_in(client, person.email)
    assert "Do you want to sign out?" in client.get("/sign-out/").content.decode()
    assert client.get("/account/password/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/account/password/").status_code == 302
