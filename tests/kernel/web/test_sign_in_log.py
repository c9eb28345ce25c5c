"""Sign-ins, tries in vain and refusals are written down: for auditor and owner, of no stranger, and not without end."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kernel import actions
from kernel.actions import security_events
from kernel.history import acting
from kernel.models import AccessEvent, SecurityEvent, User
from kernel.permissions import Role
from tests.factories.api import program, told
from tests.factories.kernel import user_with
from tests.factories.sessions import App, sign_in_wholly

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse staple"
STRANGER = "stranger.danger@example.test"


@pytest.fixture
def person() -> User:
    return actions.set_password(user=user_with(Role.CASEWORKER), password=PASSWORD)


@pytest.fixture
def auditor() -> Client:
    client = Client()
    sign_in_wholly(client, user_with(Role.AUDITOR))
    return client


def give_password(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password})


def written(user: User | None) -> list[tuple[str, str]]:
    return list(SecurityEvent.objects.filter(user=user).order_by("pk").values_list("kind", "means"))


def shown(client: Client, **query: Any) -> str:
    page = client.get(reverse("kernel:sign_in_log"), query)
    assert page.status_code == 200
    return str(re.sub(r"\s+", " ", page.content.decode()))


def test_each_step_of_signing_in_is_written_down_with_what_became_of_it(client: Client, person: User) -> None:
    app = App(person)
    give_password(client, person.email, "wrong")
    give_password(client, person.email.upper())
    client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-in/code/", {"code": app.code()})
    client.post("/account/confirm/", {"code": actions.make_recovery_codes(user=person, at=timezone.now())[0]})
    assert written(person) == [
        ("password_changed", ""),
        ("password_wrong", ""),
        ("code_wrong", ""),
        ("signed_in", "app"),
        ("codes_made", ""),
        ("confirmed", "recovery_code"),
    ]
    page = client.get("/account/security/").content.decode()
    assert ("Recent sign-ins and failed attempts" in page, "Wrong code or passkey" in page) == (True, True)


def test_what_is_done_to_factors_and_passwords_and_closed_accounts_is_there_too(client: Client, person: User) -> None:
    App(person)
    administrator = user_with(Role.ADMINISTRATOR)
    with acting(user=administrator):
        actions.remove_all_factors(user=person, reason="Lost", by=administrator, at=timezone.now())
        client.post("/reset-password/", {"email": person.email})
        actions.deactivate(user=person, reason="Left", by=administrator)
    give_password(client, person.email)
    kinds = ["password_changed", "factor_removed", "reset_asked", "account_closed"]
    assert [kind for kind, _ in written(person)] == kinds


def test_guessing_the_present_password_in_somebodys_session_is_counted_and_written_down(person: User) -> None:
    thief = Client()
    sign_in_wholly(thief, person)
    asked = {"present": "guess", "password": "three long words", "again": "three long words"}
    pages = [thief.post("/account/password/", asked).content.decode() for _ in range(6)]
    assert ["Wait 1 minute" in page for page in pages] == [False] * 5 + [True]
    assert [kind for kind, _ in written(person)][1:] == ["password_wrong"] * 5 + ["told_to_wait"]


def test_an_address_without_an_account_is_kept_as_a_digest_by_which_it_can_be_looked_for(
    client: Client, auditor: Client
) -> None:
    give_password(client, STRANGER)
    client.post("/reset-password/", {"email": STRANGER.title()})
    rows = SecurityEvent.objects.filter(user=None)
    assert set(rows.values_list("kind", flat=True)) == {"password_wrong", "reset_asked"}
    assert len(set(rows.values_list("typed", flat=True)) | {""}) == 2
    assert not re.search(r"stranger|danger|127\.0\.0\.1", str(list(rows.values())).lower())
    assert "Found: 2" in shown(auditor, person=STRANGER)
    assert "Nothing found" in shown(auditor, person="another@example.test")


def test_a_program_s_wrong_secret_is_written_down_for_its_account_and_a_right_one_too() -> None:
    asking = program()
    asking.sign_in()
    told(asking.sign_in(client_secret="wrong"), 401)
    told(asking.sign_in(client_id="never"), 401)
    assert [kind for kind, _ in written(asking.client.user)] == ["token_given", "secret_wrong"]
    assert [kind for kind, _ in written(None)] == ["secret_wrong"]


def test_the_auditors_filters_narrow_and_stay_in_the_address(client: Client, person: User, auditor: Client) -> None:
    give_password(client, person.email, "wrong")
    refused = user_with(Role.REGISTRAR, name="Otto Refused")
    sign_in_wholly(client, refused)
    assert client.get(reverse("kernel:sign_in_log")).status_code == 403
    both = shown(auditor)
    assert (person.email in both, "Otto Refused" in both, "Refused at a page" in both) == (True, True, True)
    assert "Otto Refused" not in shown(auditor, kind="password_wrong")
    assert person.email not in shown(auditor, kind="refused")
    assert "Otto Refused" in shown(auditor, kind="refused", person="otto")
    assert "Nothing found" in shown(auditor, **{"until-day": 1, "until-month": 1, "until-year": 2026})
    page = shown(auditor, kind="refused", person="otto", page=1)
    assert ('value="otto"' in page, 'value="refused" selected' in page) == (True, True)
    assert AccessEvent.objects.filter(noun="kernel.sign_in", act="listed").count() == 6


def test_a_flood_is_written_down_up_to_a_number_and_says_so(
    client: Client, person: User, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_events, "MOST_AN_HOUR", 3)
    monkeypatch.setattr(security_events, "MOST_OF_STRANGERS", 2)
    for place in range(5):
        guesser = Client(REMOTE_ADDR=f"203.0.113.{place}")
        give_password(guesser, person.email, "wrong")
        give_password(guesser, f"stranger{place}@example.test")
    events = SecurityEvent.objects.filter(kind="password_wrong")
    mine = list(events.filter(user=person).order_by("pk").values_list("is_last", flat=True))
    strangers = list(events.filter(user=None).order_by("pk").values_list("is_last", flat=True))
    assert (mine, strangers) == ([False, False, True], [False, True])
    assert shown(auditor, kind="password_wrong").count("Perhaps more in this hour") == 2
