"""A bar that a panel decided on: found lawful and made by somebody who had no part in the case."""

from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.mail import mail_to
from tests.journeys.pages import answer, go, is_silent, open_row, press, says
from tests.journeys.registry import Manager

REASONS = "Nothing less protects patients."
LAW = "The panel may bar from board and senior posts, without an end."


def an_officer_cannot_make_it(cast: Cast, case: str) -> None:
    """The officer, who proposes other bars, is offered nothing here, and the address itself refuses."""
    page = cast.signed_in("barring_officer")
    go(page, cast.system, "/staff/bars/")
    is_silent(page, case)
    response = page.goto(f"{cast.system.base_url}/staff/bars/referrals/{case}/")
    assert response is not None
    assert response.status == 403


def a_bar_made(cast: Cast, manager: Manager, case: str, manager_page: Page) -> str:
    """A barring approver finds lawful what the panel decided, and makes it; the manager reads it after signing in."""
    page = cast.signed_in("barring_approver")
    go(page, cast.system, "/staff/bars/")
    open_row(page, case)
    says(page, manager.number, REASONS, "Board director", "Every class of organisation", "Indefinitely")
    answer(page, answer="lawful", reason=LAW, channel="email")
    press(page, "Save your check")
    says(page, "is made.", "In effect")
    bar = page.url.rstrip("/").rpartition("/")[2]
    mail = " ".join(mail_to(cast.system, manager.email, saying=f"/me/bars/{bar}/").split())
    assert REASONS not in mail
    assert manager.family_name not in mail
    go(manager_page, cast.system, f"/me/bars/{bar}/")
    says(manager_page, "You are barred", REASONS)
    go(manager_page, cast.system, "/me/")
    says(manager_page, "Barred from this post", "Orders about you")
    return bar
