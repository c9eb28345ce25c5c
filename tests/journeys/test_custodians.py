"""A reporter sends a file and says later who they are; two custodians open it together; the reporter is told."""

import pytest
from playwright.sync_api import Page

from tests.factories.files import picture
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, press, says

NAME = "Wren Castellane"


@pytest.mark.parametrize("cast", ["system"], indirect=True)
def test_an_identity_given_later_is_opened_by_two_and_its_reporter_is_told(cast: Cast) -> None:
    reporter = cast.visitor()
    receipt = an_anonymous_concern(cast, reporter)
    come_back(cast, reporter, receipt)
    reporter.locator("[name=file]").set_input_files(
        {"name": "ward rota.jpg", "mimeType": "image/jpeg", "buffer": picture(located=True)}
    )
    press(reporter, "Send message")
    says(reporter, "What you sent has come.", "File 1: a JPEG picture")
    press(reporter, "Say who I am")
    press(reporter, "Seal and send")
    says(reporter, "Enter your name, how to reach you, or an address for notices")
    answer(reporter, mode="confidential", name=NAME, telephone="07700 900461")
    press(reporter, "Seal and send")
    says(reporter, "It is sealed")
    first, second = (cast.signed_in("identity_custodian", nth=place) for place in (0, 1))
    number = asked(cast, first)
    go(second, cast.system, f"/staff/identities/{number}/")
    press(second, "Decide")
    answer(second, decision="approve", reason="There is no lesser way.")
    press(second, "Record the decision")
    go(first, cast.system, f"/staff/identities/{number}/")
    says(first, "Holds until")
    shown_once(first)
    come_back(cast, reporter, receipt)
    says(reporter, "Two identity custodians have together opened")
    caseworker = cast.signed_in("caseworker")
    go(caseworker, cast.system, f"/staff/concerns/{number}/")
    is_silent(caseworker, "Castellane", "07700")


def an_anonymous_concern(cast: Cast, page: Page) -> str:
    go(page, cast.system, "/concerns/new/")
    press(page, "Start now")
    for answers in (
        {"raised_as": "public"},
        {"subject": "manager"},
        {},
        {"mode": "anonymous"},
        {"about_name": "The ward manager", "about_role": "", "organisation": "RJ1"},
        {"category": "records"},
        {"what_happened": "A rota was altered after the fact."},
        {},
    ):
        answer(page, **answers)
        press(page, "Continue")
    press(page, "Send concern")
    return page.get_by_test_id("reference").inner_text()


def come_back(cast: Cast, page: Page, receipt: str) -> None:
    go(page, cast.system, "/concerns/return/")
    answer(page, code=receipt)
    press(page, "Show my concern")


def asked(cast: Cast, page: Page) -> str:
    """The newest identity, asked for: its concern's number."""
    go(page, cast.system, "/staff/identities/")
    newest = page.locator("[data-test=identities] tbody a").first.get_attribute("href") or ""
    go(page, cast.system, newest)
    press(page, "Ask to open it")
    answer(page, ground="agreed", reason="They wrote that they agree.")
    press(page, "Ask a second custodian")
    return newest.rstrip("/").rpartition("/")[2]


def shown_once(page: Page) -> None:
    press(page, "Open the identity")
    for _ in range(20):
        press(page, "Show the identity")
        if NAME in page.locator("main").inner_text():
            break
    says(page, NAME, "07700 900461")
