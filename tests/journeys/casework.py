"""A case: opened from a concern, investigated, answered, determined, and its decision served."""

from collections.abc import Mapping
from datetime import date
from itertools import takewhile
from typing import Any

from playwright.sync_api import FilePayload, Page

from tests.factories.files import archive, picture
from tests.journeys.cast import Cast
from tests.journeys.hearing import an_agreement, no_conflict
from tests.journeys.pages import answer, go, open_row, press, says
from tests.journeys.registry import Manager

ALLEGATION = "In March 2026 they had the times of arrival in 40 records changed before an inspection."
PARTICULARS = "Two clerks were told in writing to move each arrival to within four hours of the departure."
EVIDENCE = "The audit log of the night"
RESPONSE = "I asked for the times to be checked, not changed. I should have looked at what came back."
FACTS = "Allegation 1 is proved: the audit log and two witnesses agree."
PROVED = "The audit log and two witnesses agree."
LESSER = ("no_action", "advice", "warning", "undertakings", "downgrade", "conditions", "suspension", "removal")
REFERRAL = {"outcome": "referral_for_barring", "tiers": ["board_director", "direct_report"]}
REFERRAL |= {"organisation_classes": ["all"]}
SUSPENSION = {"outcome": "suspension", "duration_months": "6"}
WIDER = "The board rewarded the four-hour figure alone, and nobody checked how it was made."


def a_case_opened(cast: Cast, manager: Manager) -> str:
    """The caseworker opens a case on the manager from the concern, and writes an allegation that cites clauses."""
    page = cast.signed_in("caseworker")
    go(page, cast.system, "/staff/concerns/")
    open_row(page, manager.name)
    press(page, "Open a case")
    answer(page, q=manager.number)
    press(page, "Search the register")
    press(page, f"Open a case on {manager.name}")
    says(page, "is open.")
    no_conflict(page)
    passed_the_first_gates(page)
    press(page, "Add an allegation")
    answer(
        page,
        text=ALLEGATION,
        particulars=PARTICULARS,
        conduct_on=date(2026, 3, 2),
        conduct_until=date(2026, 3, 9),
        place="The emergency department",
    )
    page.get_by_label("Falsifying, withholding or not keeping records").check()
    page.get_by_label("3 Honesty and integrity").check()
    page.get_by_label("1 Patients come first").check()
    press(page, "Save allegation")
    says(page, ALLEGATION, PARTICULARS, "3 Honesty and integrity", "1 Patients come first", "Falsifying")
    return page.url.rstrip("/").rpartition("/")[2]


def passed_the_first_gates(page: Page) -> None:
    """Acknowledged, weighed for its risk, in the remit, and asked about at the trust."""
    press(page, "Record the acknowledgement")
    answer(page, reason="Through the concern’s mailbox.")
    press(page, "Save")
    press(page, "Assess the risk")
    answer(page, level="high", reasons="The times are still changed.")
    press(page, "Save assessment")
    press(page, "Take the case on")
    answer(page, reason="It is about what a manager did in their post.")
    press(page, "Take the case on")
    press(page, "Finish the initial enquiry")
    answer(page, reason="The trust confirms that times were changed.")
    press(page, "Finish enquiry")
    says(page, "Threshold decision")


def an_investigation(cast: Cast, case: str) -> None:
    """The caseworker gives the case to an investigator, who reports."""
    caseworker, investigator = cast.signed_in("caseworker"), cast.signed_in("investigator")
    go(caseworker, cast.system, f"/staff/cases/{case}/")
    press(caseworker, "Start the investigation")
    caseworker.get_by_label(investigator.get_by_test_id("signed-in-as").inner_text().strip(), exact=True).check()
    answer(caseworker, reason="It would be serious misconduct, if it were proved.")
    press(caseworker, "Start investigation")
    go(investigator, cast.system, "/staff/")
    go(investigator, cast.system, "/staff/cases/")
    open_row(investigator, case)
    no_conflict(investigator)
    press(investigator, "Write the investigation report")
    answer(investigator, summary="The audit log shows 40 changes from one account, all in one night.")
    press(investigator, "Save report")
    says(investigator, "40 changes from one account")
    press(investigator, "Evidence")
    press(investigator, "Add an exhibit")
    answer(investigator, obtained_from="The trust", obtained_how="By email", obtained_on=date(2026, 3, 4))
    send_file(investigator, "audit log.png", picture("PNG"), EVIDENCE, "Add exhibit")
    press(investigator, "Exhibit 1")
    says(investigator, "audit log.png", "SHA-256 as it came")
    with investigator.expect_download() as saved:
        investigator.get_by_test_id("file").first.click()
    assert saved.value.suggested_filename == f"{case}-E1-version-1.png"


def send_file(page: Page, name: str, content: bytes, description: str, button: str) -> None:
    """Choose a file and say what it is; one of the wrong kind is refused first."""
    wrong: FilePayload = {"name": "letter.docx", "mimeType": "application/octet-stream", "buffer": archive(a=b"b")}
    page.locator("[name=file]").set_input_files(wrong)
    answer(page, description=description)
    press(page, button)
    says(page, "The file must be JPEG, PNG, PDF or plain text (TXT)")
    page.locator("[name=file]").set_input_files({**wrong, "name": name, "buffer": content})
    press(page, button)
    says(page, description)


def a_response(cast: Cast, case: str, manager_page: Page) -> None:
    """The caseworker asks for a response; the manager reads the allegation and answers it."""
    caseworker = cast.signed_in("caseworker")
    go(caseworker, cast.system, f"/staff/cases/{case}/")
    press(caseworker, "Ask for a response")
    answer(caseworker, channel="email")
    press(caseworker, "Serve the allegations")
    go(manager_page, cast.system, "/me/")
    press(manager_page, f"Case {case}")
    says(manager_page, ALLEGATION, "3 Honesty and integrity")
    assert EVIDENCE not in manager_page.content()
    press(manager_page, "Send a file")
    send_file(manager_page, "my email.jpg", picture(located=True), "My email to the sister in charge", "Send file")
    says(manager_page, "my email.jpg")
    press(manager_page, "Respond to the allegations")
    press(manager_page, "Answer allegation 1")
    answer(manager_page, stance="in_part", text=RESPONSE)
    press(manager_page, "Keep and go back")
    says(manager_page, "I admit part of it")
    press(manager_page, "Check and send")
    says(manager_page, RESPONSE, "My email to the sister in charge")
    press(manager_page, "Send response")
    says(manager_page, "We have received your response", case)
    press(manager_page, "Go to the case")
    press(manager_page, "Tell us if you do not need the rest of it")
    answer(manager_page, words="I have said all there is to say.")
    press(manager_page, "Consent to less time")
    says(manager_page, "We will not wait for the rest of your time.", case)


def two_examiners(cast: Cast, case: str) -> None:
    """Two examiners say apart and then together that there is a case to answer."""
    caseworker = cast.signed_in("caseworker")
    pages = [cast.signed_in("case_examiner", nth=place) for place in (0, 1)]
    for page in pages:
        go(caseworker, cast.system, f"/staff/cases/{case}/")
        press(caseworker, "Appoint a case examiner")
        caseworker.get_by_label(page.get_by_test_id("signed-in-as").inner_text().strip(), exact=True).check()
        press(caseworker, "Appoint examiner")
    for page in pages:
        go(page, cast.system, f"/staff/cases/{case}/")
        no_conflict(page)
        press(page, "Give your opinion")
        answer(page, finding="case_to_answer", reasons="The log and the answer do not agree.")
        press(page, "Give opinion")
    first, second = pages
    go(first, cast.system, f"/staff/cases/{case}/")
    press(first, "Propose the examiners’ decision")
    answer(first, finding="case_to_answer", reasons="A panel should hear both.")
    press(first, "Propose decision")
    go(second, cast.system, f"/staff/cases/{case}/")
    press(second, "Answer the other examiner")
    answer(second, answer="agree", reasons="I agree.")
    press(second, "Send answer")


def rejected(ordered: Mapping[str, Any]) -> dict[str, str]:
    """A reason against each outcome that is less than the one that is ordered."""
    found = {f"rejected_{outcome}": f"{outcome} would not protect patients." for outcome in LESSER}
    return dict(takewhile(lambda one: one[0] != f"rejected_{ordered['outcome']}", found.items()))


def a_determination(cast: Cast, case: str, ordered: Mapping[str, Any]) -> None:
    """The chair, who had no part in the case, puts a decision in four stages to the panel that heard it, and records
    what the others agree to."""
    against = rejected(ordered)
    page = cast.signed_in("panel_chair")
    go(page, cast.system, f"/staff/cases/{case}/")
    says(page, RESPONSE)
    go(page, cast.system, f"/staff/cases/{case}/hearing/")
    press(page, "Put a determination to the panel")
    answer(
        page,
        finding_1="found",
        reasons_1=PROVED,
        culpability_1="recklessness",
        **against,
        facts=FACTS,
        misconduct="yes",
        misconduct_reasons="To falsify records before an inspection is serious.",
        impairment="yes",
        impairment_reasons="There is little insight yet.",
        outcome_reasons="Nothing less protects patients.",
        wider_causes=WIDER,
        **ordered,
    )
    press(page, "Put it to the panel")
    says(page, "The determination is put to the panel.")
    an_agreement(cast, case)
    go(page, cast.system, f"/staff/cases/{case}/")
    press(page, "Record the determination")
    press(page, "Record determination")
    says(
        page,
        "The determination is recorded.",
        ordered["outcome"].replace("_", " ").capitalize(),
        PROVED,
        "Recklessness",
        *against.values(),
        WIDER,
    )


def a_decision_served(cast: Cast, case: str, manager_page: Page, ordered: Mapping[str, Any]) -> None:
    """The caseworker serves the decision, and the manager reads all of it."""
    caseworker = cast.signed_in("caseworker")
    go(caseworker, cast.system, f"/staff/cases/{case}/")
    press(caseworker, "Serve the decision")
    answer(caseworker, channel="email")
    press(caseworker, "Serve decision")
    says(caseworker, "The decision is served.")
    go(manager_page, cast.system, f"/me/cases/{case}/")
    says(manager_page, PROVED, FACTS, WIDER, *rejected(ordered).values(), "You can appeal to the High Court until")
