"""Signing in with a passkey, keeping recovery codes, and not losing what was typed when a session ends."""

import pytest
from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.commands import manage
from tests.journeys.looking import look, sign_in
from tests.journeys.pages import answer, go, open_row, press, says

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

PAST = (
    "from datetime import timedelta\n"
    "from django.utils import timezone\n"
    "from kernel.models import Session\n"
    "Session.objects.filter(user__email={email!r}).update(expire_date=timezone.now() - timedelta(seconds=1))"
)


def a_device_with_passkeys(page: Page) -> None:
    """Chromium's own pretended authenticator, in this window."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_somebody_adds_a_passkey_and_signs_in_with_it(cast: Cast) -> None:
    system = cast.system.by_name()
    page, user = cast.visitor(), cast.user("legal_adviser")
    a_device_with_passkeys(page)
    sign_in(page, system, user)
    go(page, system, "/account/security/passkeys/new/")
    answer(page, name="Work laptop")
    with page.expect_navigation():
        page.get_by_test_id("passkey").click()
    says(page, "Keep your recovery codes")
    look(page)
    page.get_by_test_id("codes-kept").click()
    go(page, system, "/account/security/")
    says(page, "Work laptop", "Authenticator app", "10 left")
    press(page, "Remove Work laptop")
    page.go_back()
    page.get_by_test_id("sign-out").click()
    page.goto(f"{system.base_url}/sign-in/")
    answer(page, login=user["email"], password=user["password"])
    press(page, "Sign in")
    with page.expect_navigation():
        page.get_by_test_id("passkey").click()
    assert page.url == f"{system.base_url}/staff/"


def test_an_idle_page_warns_before_its_session_ends_and_stays_as_it_is(cast: Cast) -> None:
    page = cast.signed_in("consultation_analyst")
    page.clock.install()
    go(page, cast.system, "/account/password/")
    page.fill("[name=present]", "half typed")
    page.clock.run_for("18:00")
    warning = page.get_by_test_id("session-ends")
    assert "signed out in 2 minutes" in warning.inner_text()
    look(page)
    with page.expect_response("**/account/stay-signed-in/") as stayed:
        page.get_by_test_id("stay-signed-in").click()
    assert stayed.value.ok
    warning.wait_for(state="hidden")
    assert page.input_value("[name=present]") == "half typed"
    page.clock.run_for("20:01")
    assert "You can still send this page’s form" in page.get_by_test_id("session-ended").inner_text()


@pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
def test_a_form_sent_after_the_session_ended_is_kept_until_one_is_signed_in_again(
    cast: Cast, java_script: bool
) -> None:
    page, user = cast.visitor(java_script=java_script), cast.user("administrator", nth=int(java_script))
    address = f"kim.late.{'with' if java_script else 'without'}@example.test"
    see = look if java_script else no_look  # which takes scripts itself
    sign_in(page, cast.system, user)
    page.goto(f"{cast.system.base_url}/staff/invitations/new/")
    see(page)
    answer(page, name="Kim Late", email=address, roles=["auditor"])
    end_sessions_of(cast, user["email"])
    with page.expect_navigation():
        page.get_by_test_id("form-submit").click()
    says(page, "Sign in")
    sign_in(page, cast.system, user)
    see(page)
    says(page, "Your form was kept", address, "auditor")
    with page.expect_navigation():
        page.get_by_test_id("late-form-submit").click()
    says(page, "The invitation was asked for.")


def no_look(page: Page) -> None:
    """Nothing."""


def test_an_administrator_takes_away_the_second_factors_of_somebody_who_lost_theirs(cast: Cast) -> None:
    page, user = cast.signed_in("administrator"), cast.user("identity_custodian")
    go(page, cast.system, f"/staff/accounts/?q={user['email']}")
    open_row(page, "Identity custodian")
    press(page, "Remove second factors")
    press(page, "Remove second factors")
    says(page, "There is a problem")
    answer(page, reason="Lost the telephone and the codes; known to me in person.")
    press(page, "Remove second factors")
    says(page, "The second factors were removed.")
    theirs = cast.visitor()
    theirs.goto(f"{cast.system.base_url}/sign-in/")
    answer(theirs, login=user["email"], password=user["password"])
    press(theirs, "Sign in")
    assert theirs.url.startswith(f"{cast.system.base_url}/account/security/app/")
    look(theirs)
    auditor = cast.signed_in("auditor")
    go(auditor, cast.system, f"/staff/sign-ins/?person={user['email']}")
    says(auditor, "Second factor removed", "Signed in")
    auditor.reload()
    assert auditor.input_value("[name=person]") == user["email"]
    go(page, cast.system, "/account/security/")
    says(page, "Recent sign-ins and failed attempts")


def end_sessions_of(cast: Cast, email: str) -> None:
    """As 20 minutes without a page do."""
    manage(cast.system, "shell", "-c", PAST.format(email=email))
