"""A session ends in time, can be seen and ended, and lies under a digest; what was typed too late is not lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from kernel import actions
from kernel.history import acting
from kernel.models import OutboxMessage, Session, User
from kernel.permissions import Role
from kernel.sessions import is_signed_in
from tests.factories.kernel import user_with
from tests.factories.sessions import App, sign_in_wholly

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSWORD = "correct horse staple"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGAN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person() -> User:
    return actions.set_password(user=user_with(Role.CASEWORKER), password=PASSWORD)


def sign_in(client: Client, person: User, app: App, **headers: str) -> None:
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD}, headers=headers)
    assert client.post("/sign-in/code/", {"code": app.code()}, headers=headers).status_code == 302


def is_in(client: Client) -> bool:
    return client.get("/account/password/").status_code == 200


def test_twenty_minutes_without_a_page_end_it_and_each_page_puts_that_off(
    clock: time_machine.Traveller, client: Client, person: User
) -> None:
    sign_in_wholly(client, person)
    for _ in range(3):
        clock.shift(19 * MINUTE)
        assert is_in(client)
    clock.shift(20 * MINUTE)
    assert not is_in(client)


def test_twelve_hours_end_it_in_any_case(clock: time_machine.Traveller, client: Client, person: User) -> None:
    sign_in_wholly(client, person)
    while timezone.now() < BEGAN + 12 * HOUR - 15 * MINUTE:
        clock.shift(15 * MINUTE)
        assert is_in(client)
    clock.shift(15 * MINUTE)
    assert not is_in(client)


def test_the_cookie_is_in_no_row_and_each_step_of_signing_in_takes_a_new_one(client: Client, person: User) -> None:
    app, seen = App(person), []
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    seen.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert not is_in(client)
    client.post("/sign-in/code/", {"code": app.code()})
    seen.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    client.post("/account/confirm/", {"code": app.code()})
    seen.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert len(set(seen)) == 3
    assert not Session.objects.filter(session_key__in=seen).exists()
    for old in seen[:2]:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = old
        assert not is_in(thief)


def test_one_sees_where_one_is_signed_in_and_ends_it(client: Client, person: User) -> None:
    app, other, stranger = App(person), Client(), Client()
    sign_in(other, person, app, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/128.0")
    sign_in(client, person, app)
    sign_in_wholly(stranger, user_with(Role.CASEWORKER))
    page = client.get("/account/security/").content.decode()
    assert (page.count("This one"), "Firefox on Windows" in page) == (1, True)
    session = Session.objects.get(browser="Firefox on Windows")
    assert stranger.post(f"/account/security/sessions/{session.pk}/end/").status_code == 404
    assert is_in(other)
    client.post(f"/account/security/sessions/{session.pk}/end/")
    assert (is_in(other), is_in(client)) == (False, True)


def test_a_sign_in_in_a_new_browser_is_told_by_email_and_one_that_is_known_is_not(
    clock: time_machine.Traveller, client: Client, person: User
) -> None:
    app, other = App(person), Client()
    for browser in (client, client, other):
        sign_in(browser, person, app)
        browser.post("/sign-out/")
        clock.shift(MINUTE)
    (mail,) = [each for each in OutboxMessage.objects.filter(to=person.email) if "not used before" in each.body]
    assert person.name not in mail.subject


@pytest.mark.parametrize("act", ["password", "closing", "factors", "administrator"])
def test_what_is_done_for_safety_ends_every_session_at_once(client: Client, person: User, act: str) -> None:
    sign_in_wholly(client, person)
    App(person)
    administrator = user_with(Role.ADMINISTRATOR)
    with acting(user=administrator):
        if act == "password":
            actions.set_password(user=person, password="another long word")
        elif act == "closing":
            actions.deactivate(user=person, reason="Left", by=administrator)
        elif act == "factors":
            actions.remove_all_factors(user=person, reason="Lost", by=administrator, at=timezone.now())
    if act == "administrator":
        chief = Client()
        sign_in_wholly(chief, administrator)
        chief.post(f"/staff/accounts/{person.pk}/sign-out/")
    assert not is_in(client)
    assert not Session.objects.filter(user=person).exists()


def test_a_visitors_session_says_nothing_of_them(client: Client) -> None:
    client.post("/sign-in/", {"login": "a@b.test", "password": "x"}, headers={"user-agent": "Firefox/128.0"})
    session = client.session
    session["seen"] = True
    session.save()
    row = Session.objects.get()
    assert (row.user_id, row.browser, row.seen_at) == (None, "", None)


def test_a_form_sent_too_late_waits_for_who_sent_it_and_for_nobody_else(
    clock: time_machine.Traveller, client: Client, person: User
) -> None:
    colleague = actions.set_password(user=user_with(Role.MANAGER), password=PASSWORD)
    manager = actions.set_password(user=user_with(Role.MANAGER), password=PASSWORD)
    for who in (colleague, manager):
        sign_in_wholly(client, manager)
        clock.shift(21 * MINUTE)
        late = client.post("/me/correct/", {"subject": "name", "text": "It is Osei-Bonsu."})
        assert late.headers["Location"] == "/sign-in/"
        data = str(client.session["late_form"])
        assert "Osei" not in data
        led = client.post("/sign-in/", {"login": who.email, "password": PASSWORD}).headers["Location"]
        assert led == ("/account/late-form/" if who == manager else "/start/")
        page = client.get("/account/late-form/")
        assert (page.status_code == 200) is (who == manager)
    assert 'name="text" value="It is Osei-Bonsu."' in page.content.decode()
    assert 'action="/me/correct/"' in page.content.decode()


def test_a_password_is_never_kept(clock: time_machine.Traveller, client: Client, person: User) -> None:
    sign_in_wholly(client, person)
    clock.shift(21 * MINUTE)
    client.post("/account/password/", {"present": PASSWORD, "password": "new long words", "again": "new long words"})
    assert "late_form" not in client.session


def test_the_web_server_knows_a_signed_in_user_s_cookies_from_any_other(client: Client, person: User) -> None:
    client.get("/sign-in/")
    assert not is_signed_in(client.cookies.output(header="", sep=";"))
    client.force_login(person)
    cookies = f"csrftoken=x; {settings.SESSION_COOKIE_NAME}={client.session.session_key}"
    assert is_signed_in(cookies)
    assert not is_signed_in(cookies[:-1])
    assert not is_signed_in("")
    with time_machine.travel(timezone.now() + HOUR):
        assert not is_signed_in(cookies)
    with acting(user=person):
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert not is_signed_in(cookies)
