"""A concern: raised by somebody without a name, read and answered by a caseworker."""

from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, is_silent, open_row, press, says
from tests.journeys.registry import Manager


def a_named_concern(cast: Cast, manager: Manager) -> None:
    """A patient's son raises a concern under his name, and a caseworker triages it."""
    page = cast.visitor()
    go(page, cast.system, "/concerns/new/")
    press(page, "Start now")
    answer(page, raised_as="public")
    press(page, "Continue")
    answer(page, subject="manager")
    press(page, "Continue")
    press(page, "Continue")
    answer(page, mode="named")
    press(page, "Continue")
    answer(page, name="Lorcan Pettigrew-Vale", email="lorcan@example.test")
    press(page, "Continue")
    answer(page, about_name=manager.name, about_role="Chief operating officer", organisation="RJ1")
    press(page, "Continue")
    answer(page, category="records")
    press(page, "Continue")
    answer(page, what_happened="My mother's time of arrival was changed by two hours.")
    press(page, "Continue")
    press(page, "Continue")
    press(page, "Send concern")
    says(page, "We have received your concern", "Keep this code now")
    caseworker = cast.signed_in("caseworker")
    go(caseworker, cast.system, "/staff/concerns/")
    open_row(caseworker, manager.name)
    press(caseworker, "Start triage")
    a_summary(caseworker)


def a_summary(caseworker: Page) -> None:
    """The caseworker sums the concern up for whoever may not read the reporter's own words."""
    press(caseworker, "Say who may read it")
    answer(caseworker, reading="summary", summary="Times of arrival were changed before an inspection.")
    press(caseworker, "Save")
    says(caseworker, "It is recorded who may read them.", "Times of arrival were changed")


def a_concern_raised(cast: Cast, manager: Manager, page: Page) -> str:
    """A visitor raises a concern about the manager, and keeps the receipt code."""
    go(page, cast.system, "/")
    press(page, "Raise a concern about a manager")
    press(page, "Start now")
    answer(page, raised_as="worker")
    press(page, "Continue")
    answer(page, subject="fraud")
    press(page, "Continue")
    says(page, "NHS Counter Fraud Authority")
    press(page, "Back")
    answer(page, subject="manager")
    press(page, "Continue")
    says(page, "What cannot be protected")
    press(page, "Continue")
    answer(page, mode="confidential")
    press(page, "Continue")
    answer(page, name="Wren Castellane", email="wren@example.test", other="Only I had the key to the records.")
    press(page, "Continue")
    answer(page, worker_status="employee")
    press(page, "Continue")
    answer(page, heads=["duty", "concealment"])
    press(page, "Continue")
    answer(page, detriment="afraid")
    press(page, "Continue")
    answer(page, about_name=manager.name, about_role="Chief operating officer", organisation="RJ1")
    press(page, "Continue")
    answer(page, category="records")
    press(page, "Continue")
    answer(page, what_happened="The times of arrival in 40 records were changed the night before the inspection.")
    press(page, "Continue")
    answer(page, notices_to="notices@example.test")
    press(page, "Continue")
    page.get_by_role("button", name="Change When it happened").click()
    answer(page, when_text="March 2026")
    press(page, "Continue")
    says(page, "A legal duty that was not kept", "March 2026")
    press(page, "Send concern")
    says(page, "We have received your concern", "Keep this code now")
    return page.get_by_test_id("reference").inner_text()


def come_back(cast: Cast, page: Page, receipt: str) -> None:
    """The reporter comes back with the receipt code."""
    go(page, cast.system, "/concerns/return/")
    answer(page, code=receipt.lower().replace("-", " "))
    press(page, "Show my concern")


def messages_both_ways(cast: Cast, manager: Manager, receipt: str) -> None:
    """The caseworker triages the concern and asks; the reporter reads the question and answers it."""
    caseworker, reporter = cast.signed_in("caseworker"), cast.visitor()
    come_back(cast, reporter, receipt)
    says(reporter, "We have received your concern", "There are no messages yet")
    go(caseworker, cast.system, "/staff/concerns/")
    open_row(caseworker, manager.name)
    says(caseworker, "Raised in confidence", "held back", "Name, email address")
    is_silent(caseworker, "Castellane", "Only I had the key", "40 records")
    press(caseworker, "Start triage")
    says(caseworker, "40 records")
    a_summary(caseworker)
    press(caseworker, "Write to the reporter")
    answer(caseworker, text="Which ward were the records from?")
    press(caseworker, "Send message")
    come_back(cast, reporter, receipt)
    says(reporter, "We are looking into your concern", "Which ward were the records from?")
    answer(reporter, text="From the emergency department.")
    press(reporter, "Send message")
    says(reporter, "What you sent has come.")
    caseworker.reload()
    says(caseworker, "From the emergency department.")
