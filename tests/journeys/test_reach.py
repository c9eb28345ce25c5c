"""For everybody: without a mouse, without scripts, and the pages that no other journey comes to."""

import pytest
from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.looking import System, look, new_code
from tests.journeys.pages import answer, go, says, when_tabbing_to

PAGES = {
    None: (
        "/",
        "/accessibility/",
        "/privacy/",
        "/cookies/",
        "/api/docs/",
        "/api/docs/batches/",
        "/reset-password/",
    ),
    "administrator": (
        "/staff/",
        "/staff/accounts/",
        "/staff/invitations/",
        "/staff/invitations/new/",
        "/staff/invitations/new-trust-user/",
    ),
    "registrar": (
        "/staff/",
        "/staff/rule-sets/",
        "/staff/rule-sets/2026.1/",
        "/account/password/",
        "/account/security/",
    ),
    "auditor": ("/staff/", "/staff/concerns/", "/staff/cases/", "/staff/bars/", "/staff/register/"),
    "caseworker": (
        "/staff/cases/new/",
        "/staff/cases/new/new-person/",
        "/staff/cases/figures/",
        "/staff/cases/learning/",
    ),
    "barring_officer": ("/staff/bars/new/person/",),
    "representative": ("/me/",),
    "publisher": ("/account/security/", "/account/security/recovery-codes/", "/account/confirm/"),
    "manager": (
        "/account/security/app/",
        "/me/",
    ),
}


@pytest.mark.parametrize("role", PAGES)
def test_pages_that_no_journey_comes_to_look_right(cast: Cast, role: str | None) -> None:
    page = cast.signed_in(role) if role else cast.visitor()
    for path in PAGES[role]:
        go(page, cast.system, path)


def test_somebody_without_a_mouse_signs_in_and_makes_a_check(system: System, page: Page) -> None:
    user, keys = system.user("trust_user"), page.keyboard
    page.goto(f"{system.base_url}/sign-in/")
    when_tabbing_to(page, "[name=login]")
    keys.type(user["email"])
    when_tabbing_to(page, "[name=password]")
    keys.type(user["password"])
    with page.expect_navigation():
        keys.press("Enter")
    when_tabbing_to(page, "[name=code]")
    keys.type(new_code(user["totp_secret"]))
    with page.expect_navigation():
        keys.press("Enter")
    when_tabbing_to(page, "[data-test=check-new]")
    with page.expect_navigation():
        keys.press("Enter")
    when_tabbing_to(page, "[name=registration_number]")
    keys.type(system.demo["people"][0]["registration_number"])
    when_tabbing_to(page, "[name=family_name]")
    keys.type(system.demo["people"][0]["family_name"])
    for choice in ("tier", "purpose"):
        when_tabbing_to(page, f"[name={choice}]")
        keys.press("Space")
    with page.expect_navigation():
        keys.press("Enter")
    look(page)
    says(page, "No bar recorded", "One person matched.")


def test_a_concern_is_raised_and_come_back_to_without_scripts(cast: Cast) -> None:
    page = cast.visitor(java_script=False)
    page.goto(f"{cast.system.base_url}/concerns/new/")
    pages: tuple[dict[str, str], ...] = (
        {},
        {"raised_as": "public"},
        {"subject": "manager"},
        {},
        {"mode": "anonymous"},
        {"about_name": "The chief executive"},
        {"category": "bullying"},
        {"what_happened": "They shouted at nurses."},
        {},
        {},
    )
    for answers in pages:
        answer(page, **answers)
        page.get_by_test_id("concern-submit").click()
    receipt = page.get_by_test_id("reference").inner_text()
    page.goto(f"{cast.system.base_url}/concerns/return/")
    answer(page, code=receipt)
    page.get_by_test_id("form-submit").click()
    says(page, "We have received your concern")
    answer(page, text="It happened again today.")
    page.get_by_test_id("reply-submit").click()
    says(page, "What you sent has come.", "It happened again today.")
