"""The pages of second factors: no way in without one, not by a reset and not by guessing; each act asks for its own."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from kernel import actions
from kernel.history import acting
from kernel.models import OutboxMessage, RoleChange, SecondFactor, SecurityEvent, User
from kernel.permissions import Role
from kernel.sign_ins import FRESH_FOR, PASSKEY_ASKED
from tests.factories.kernel import user_with
from tests.factories.sessions import App, sign_in_wholly

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse staple"


@pytest.fixture
def person() -> User:
    return actions.set_password(user=user_with(Role.CASEWORKER), password=PASSWORD)


def give_password(client: Client, person: User, password: str = PASSWORD) -> str:
    return client.post("/sign-in/", {"login": person.email, "password": password}).headers["Location"]


def test_the_password_alone_opens_nothing(client: Client, person: User) -> None:
    App(person)
    assert give_password(client, person) == "/sign-in/code/"
    for address in ("/staff/", "/account/security/", "/account/security/app/", "/account/confirm/"):
        assert client.get(address).headers["Location"].startswith("/sign-in/")


def test_a_reset_of_the_password_leads_to_the_second_factor(client: Client, person: User) -> None:
    app = App(person)
    client.post("/reset-password/", {"email": person.email})
    link = re.search(r"/reset-password/\S+/", OutboxMessage.objects.get(subject="Choose a new password").body)
    assert link
    form = client.get(link[0]).headers["Location"]
    client.post(form, {"password1": "another long word", "password2": "another long word"})
    assert client.get("/staff/").status_code == 302
    assert give_password(client, person, "another long word") == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": app.code()}).headers["Location"] == "/start/"


@pytest.mark.parametrize("act", ["password", "closing"])
def test_a_sign_in_that_waits_for_its_code_ends_with_the_password_or_the_account(
    client: Client, person: User, act: str
) -> None:
    app, administrator = App(person), user_with(Role.ADMINISTRATOR)
    give_password(client, person)
    assert client.get("/sign-in/code/").status_code == 200
    with acting(user=administrator):
        if act == "password":
            actions.set_password(user=person, password="another long word")
        else:
            actions.deactivate(user=person, reason="Left", by=administrator)
    assert client.post("/sign-in/code/", {"code": app.code()}).headers["Location"] == "/sign-in/"
    assert client.get("/staff/").status_code == 302
    assert not SecurityEvent.objects.filter(user=person, kind="signed_in").exists()


def test_codes_cannot_be_guessed_from_many_addresses_and_the_owners_browser_does_not_wait(person: User) -> None:
    app, own = App(person), Client()
    give_password(own, person)
    own.post("/sign-in/code/", {"code": app.code()})
    own.post("/sign-out/")
    pages = []
    for place in range(6):
        guesser = Client(REMOTE_ADDR=f"203.0.113.{place}")
        give_password(guesser, person)
        pages.append(guesser.post("/sign-in/code/", {"code": "000000"}).content.decode())
    assert ["Wait 1 minute" in page for page in pages] == [False] * 5 + [True]
    give_password(own, person)
    assert own.post("/sign-in/code/", {"code": app.code()}).status_code == 302


def test_a_second_app_or_passkey_is_never_added_by_the_password_alone(client: Client, person: User) -> None:
    sign_in_wholly(client, person, at=timezone.now() - 2 * FRESH_FOR)
    App(person)
    for address in ("/account/security/app/", "/account/security/passkeys/new/"):
        assert client.get(address).headers["Location"].startswith("/account/confirm/")
        assert client.post(address, {"code": "1"}).headers["Location"].startswith("/account/confirm/")
    assert SecondFactor.objects.count() == 1


def test_a_sensitive_form_is_kept_over_the_question_and_acts_once_the_code_is_right(client: Client) -> None:
    administrator, person = user_with(Role.ADMINISTRATOR), user_with(Role.CASEWORKER)
    app = App(administrator)
    sign_in_wholly(client, administrator, at=timezone.now() - 2 * FRESH_FOR)
    address, asked = (
        f"/staff/accounts/{person.pk}/change-roles/",
        {"roles": ["auditor", "registrar"], "reason": "<New>"},
    )
    page = client.post(address, asked).content.decode()
    assert 'name="roles" value="registrar"' in page
    assert 'name="reason" value="&lt;New&gt;"' in page
    wrong = client.post(address, asked | {"confirming": "1", "code": "000000"})
    assert (wrong.status_code, "The code is not correct" in wrong.content.decode()) == (422, True)
    assert not RoleChange.objects.exists()
    assert client.post(address, asked | {"confirming": "1", "code": app.code()}).status_code == 302
    change = RoleChange.objects.get()
    assert (change.roles_after, change.reason) == (["auditor", "registrar"], "<New>")
    assert client.get(address).status_code == 200


def test_a_passkey_is_asked_something_else_after_each_answer(client: Client, person: User) -> None:
    sign_in_wholly(client, person)
    asked = []
    for _ in range(3):
        client.get("/account/security/passkeys/new/")
        asked.append(client.session[PASSKEY_ASKED]["challenge"])
        client.post("/account/security/passkeys/new/", {"name": "Key", "passkey": "{}"})
        asked.append(client.session[PASSKEY_ASKED]["challenge"])
    assert len(set(asked)) == 6


def test_an_answer_of_no_passkey_is_refused_in_words(client: Client, person: User) -> None:
    App(person)
    give_password(client, person)
    for answer in ("{}", "[]", "null", "x", '{"rawId": 1}', "[" * 5000):
        page = client.post("/sign-in/code/", {"code": "", "passkey": answer})
        assert page.status_code == 422, answer
    sign_in_wholly(client, person)
    page = client.post("/account/security/passkeys/new/", {"name": "Key", "passkey": "{}"})
    assert (page.status_code, "could not be added" in page.content.decode()) == (422, True)
