"""Consultations: written and approved, answered without a mouse, keyed by two people, read for themes, published."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page

from kernel.clocks import today
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, open_row, press, says, when_entering, when_tabbing_to

OPEN, CLOSED = "one-code-of-practice", "learning-to-listen"
STAFF = "/staff/consultations"
WORDS = "Whoever manages others should say what they answer for."
ONWARD = "[data-test=response-submit]"


def test_a_draft_is_approved_by_another_person_and_everybody_reads_when_it_opens(cast: Cast) -> None:
    analyst, publisher, visitor = cast.signed_in("consultation_analyst"), cast.signed_in("publisher"), cast.visitor()
    day = today(timezone.now()) + timedelta(days=1)
    go(analyst, cast.system, f"{STAFF}/")
    press(analyst, "Begin a consultation")
    press(analyst, "Begin draft")
    says(analyst, "There is a problem", "Enter the title")
    answer(
        analyst, title="Who may sit on a board", slug="who-sits", summary="Who should?", privacy_notice="Three years."
    )
    answer(analyst, opens_day=day, opens_time="09:00", closes_day=day + timedelta(days=100), closes_time="23:59")
    press(analyst, "Begin draft")
    says(analyst, "Before it can be approved", "There is no question")
    press(analyst, "Add a section")
    answer(analyst, title="The board")
    press(analyst, "Add section")
    press(analyst, "Add a question to this section")
    answer(analyst, kind="agreement", text="Should nurses sit on each board?", comment="Why?")
    press(analyst, "Add question")
    press(analyst, "Preview it as the public will see it")
    says(analyst, "Should nurses sit on each board?")
    go(analyst, cast.system, f"{STAFF}/who-sits/")
    for words in ("Ask for approval", "Ask for approval"):
        press(analyst, words)
    go(publisher, cast.system, "/staff/")
    press(publisher, "Approve it or send it back: Who may sit on a board")
    for words in ("Approve", "Approve"):
        press(publisher, words)
    says(publisher, "The consultation is approved.")
    go(visitor, cast.system, "/consultations/")
    press(visitor, "Who may sit on a board")
    says(visitor, "Opens", "It is not open yet")


def test_somebody_without_a_mouse_answers_saves_comes_back_sends_and_changes(cast: Cast) -> None:
    page = cast.visitor()
    keys = page.keyboard
    go(page, cast.system, f"/consultations/{OPEN}/respond/")
    when_entering(page, ONWARD)
    when_entering(page, ONWARD)
    says(page, "There is a problem", "Select as what you answer")
    for name, key in (("respondent_type", "Space"), ("publish", "ArrowDown")):
        when_tabbing_to(page, f"[name={name}]")
        keys.press(key)
    when_entering(page, ONWARD)
    when_tabbing_to(page, "main input[type=radio]")
    keys.press("Space")
    when_tabbing_to(page, "main textarea")
    keys.type(WORDS)
    when_entering(page, "[data-test=response-save]")
    code = page.get_by_test_id("saved").inner_text().split()[-1]
    when_entering(page, f"main a[href$='/{OPEN}/return/']")
    _with_code(page, code)
    page_of_check(page)
    says(page, WORDS, "Send response")
    when_entering(page, ONWARD)
    says(page, "Your response is sent", code)
    when_entering(page, f"main a[href$='/{OPEN}/return/']")
    _with_code(page, code)
    says(page, "Your response", "Version 1", WORDS)
    when_entering(page, "[name=change]")
    page_of_change(page)


def page_of_check(page: Page) -> None:
    """Past the pages that may be left empty, to that of all answers."""
    while page.get_by_test_id("answers").count() == 0:
        when_entering(page, ONWARD)


def page_of_change(page: Page) -> None:
    when_tabbing_to(page, "main input[type=radio]")
    page.keyboard.press("ArrowDown")
    page_of_check(page)
    when_entering(page, ONWARD)
    says(page, "Your response is sent")


def _with_code(page: Page, code: str) -> None:
    when_tabbing_to(page, "[name=code]")
    page.keyboard.type(code.lower())
    when_entering(page, "[data-test=return-submit]")


def test_a_paper_is_keyed_and_one_of_the_sample_by_a_second_person(cast: Cast) -> None:
    first, second = cast.signed_in("consultation_analyst"), cast.signed_in("consultation_analyst", nth=1)
    go(first, cast.system, f"{STAFF}/{CLOSED}/responses/new/")
    received = today(timezone.now()) - timedelta(days=20)
    answer(first, channel="paper", received_day=received, respondent_type="worker", publish="not")
    first.locator("main input[type=radio][value=agree]").check()
    press(first, "Enter response")
    says(first, "The response is entered", "Write its number on the paper")
    go(second, cast.system, f"{STAFF}/{CLOSED}/responses/keying/")
    press(second, "Key the next one again")
    answer(second, respondent_type="patient", publish="unnamed")
    second.locator("main input[type=radio][value=agree]").check()
    press(second, "Save and go on")
    go(second, cast.system, f"{STAFF}/{CLOSED}/responses/keying/")
    open_row(second, "")
    says(second, "What does the paper say?")


def test_answers_are_read_by_keyboard_decided_on_and_published_by_two(cast: Cast) -> None:
    analyst, decider = cast.signed_in("consultation_analyst"), cast.signed_in("decision_maker")
    publisher, visitor = cast.signed_in("publisher"), cast.visitor()
    go(analyst, cast.system, f"{STAFF}/{CLOSED}/themes/")
    when_entering(analyst, "main [data-test=worded], main tbody a")
    when_entering(analyst, "main a[href$='/code/']")
    while analyst.get_by_test_id("answer").count():
        when_tabbing_to(analyst, "[name=themes]")
        analyst.keyboard.press("Space")
        when_entering(analyst, "[data-test=form-submit]")
    says(analyst, "No answer is left to read")
    go(analyst, cast.system, f"{STAFF}/{CLOSED}/decisions/")
    press(analyst, "Add a decision")
    answer(analyst, text="Training is required.", reasons="Most who answered agreed.")
    analyst.locator("[name=themes]").first.check()
    press(analyst, "Add decision")
    go(analyst, cast.system, f"{STAFF}/{CLOSED}/")
    press(analyst, "Finish the analysis")
    answer(analyst, outcome="Everybody who manages is trained to listen.")
    analyst.check("[name=read]")
    press(analyst, "Finish")
    go(decider, cast.system, f"{STAFF}/{CLOSED}/read/")
    decider.locator("[name=read]").check()
    press(decider, "Confirm")
    go(publisher, cast.system, "/staff/")
    press(publisher, "Publish the outcome: Learning to listen")
    press(publisher, "Publish")
    go(visitor, cast.system, f"/consultations/{CLOSED}/")
    says(visitor, "Everybody who manages is trained to listen.", "Time for it")
