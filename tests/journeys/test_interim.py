"""An interim order: applied for on grounds, heard, in force and seen at once, ended by a court before its review."""

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page

from kernel.clocks import today
from tests.journeys import trusts
from tests.journeys.cast import Cast
from tests.journeys.hearing import name_of
from tests.journeys.pages import answer, go, is_silent, open_row, press, says
from tests.journeys.registry import Manager

GROUNDS = "Two more patients came to harm this week."


def notice_given(cast: Cast, page: Page, *, button: str) -> None:
    """Of a hearing tomorrow, by the chair and the member who decide on no case of this person."""
    press(page, button)
    answer(page, day=today(timezone.now()) + timedelta(days=1), hour="14:30", place="Room 2, Leeds", channel="hand")
    page.locator("[name=chair]").select_option(label=name_of(cast.signed_in("panel_chair", nth=1)))
    page.locator("[name=second]").select_option(label=name_of(cast.signed_in("panel_member", nth=1)))
    press(page, "Serve notice")
    says(page, "Say why it cannot wait")
    answer(page, short_because="Each day on that ward is a danger.")
    press(page, "Serve notice")
    says(page, "Notice is served.", "Each day on that ward is a danger.")


def test_somebody_applies_and_gives_notice(cast: Cast) -> None:
    worker = cast.signed_in("caseworker")
    go(worker, cast.system, "/staff/cases/")
    open_row(worker, "Case examiners")
    go(worker, cast.system, f"{worker.url.removeprefix(cast.system.base_url)}interim-orders/")
    says(worker, "No interim orders")
    press(worker, "Apply for an interim order")
    answer(worker, kind="interim_suspension", basis=["protection"])
    press(worker, "Apply")
    says(worker, "Enter the grounds")
    answer(worker, grounds=GROUNDS)
    press(worker, "Apply")
    says(worker, GROUNDS, "Applied for")
    notice_given(cast, worker, button="Give notice of the hearing")
    press(worker, "Print the letter")
    says(worker, GROUNDS, "Room 2, Leeds")


def test_a_hearing_is_recorded_and_the_order_shows_at_once_and_goes_to_its_review(cast: Cast) -> None:
    manager = waiting(cast)
    chair, visitor, trust = cast.signed_in("panel_chair", nth=1), cast.visitor(), trusts.Client(cast.system, "RJ1")
    trusts.nothing_shows(cast, trust, manager)
    go(chair, cast.system, "/staff/")
    chair.locator("main a").filter(has_text=re.compile("^Record the hearing of IO-")).first.click()
    address = chair.url.removeprefix(cast.system.base_url)
    press(chair, "Record the hearing")
    answer(chair, presence="in_writing", account="The manager wrote that staffing was not in their hands.")
    press(chair, "Save record")
    press(chair, "Decide on the order")
    answer(chair, decision="make", reasons="Nothing less keeps the ward safe.")
    answer(chair, until_on=today(timezone.now()) + timedelta(days=300))
    press(chair, "Decide")
    says(chair, "The decision is recorded and served.")
    assert trust.check(manager)["outcome"] == "suspended"
    go(visitor, cast.system, f"/register/{manager.number}/")
    says(visitor, "Suspended until a decision is made", "In force")

    worker = cast.signed_in("caseworker")
    go(worker, cast.system, address)
    says(worker, "Nothing less keeps the ward safe.", "In force", "Due by")
    notice_given(cast, worker, button="Give notice of a review")
    says(worker, "In force, under review")
    press(worker, "Record a challenge in court")
    answer(worker, court_reference="CO/417/2026", lodged_on=today(timezone.now()))
    press(worker, "Save challenge")
    press(worker, "Record what the court did")
    answer(
        worker, outcome="ended", decided_on=today(timezone.now()), note="No risk was shown that is as great as that."
    )
    press(worker, "Save")
    says(worker, "Revoked", "The court ended the order from now on")
    assert trust.check(manager)["outcome"] == "no_bar_recorded"
    go(visitor, cast.system, f"/register/{manager.number}/")
    is_silent(visitor, "Suspended until a decision is made")


def waiting(cast: Cast) -> Manager:
    """Whom the application is about that was heard an hour ago."""
    told = next(one for one in cast.system.demo["people"] if one["case"] == "interim_application")
    return Manager(
        family_name=told["family_name"],
        given_names=told["given_names"],
        date_of_birth=date.fromisoformat(told["date_of_birth"]),
        email="",
        number=told["registration_number"],
    )
