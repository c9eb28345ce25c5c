"""A bar: proposed, noticed, answered, and decided by somebody else."""

from datetime import datetime

from playwright.sync_api import Page

from kernel.clocks import LONDON
from tests.journeys.cast import Cast
from tests.journeys.mail import mail_to
from tests.journeys.pages import answer, go, is_silent, open_row, press, says
from tests.journeys.registry import Manager

REASONS = "They had records falsified to mislead an inspection, and show little insight."
REPRESENTATIONS = "I have begun training on data quality, and ask for a bar from the board alone."


def a_bar_proposed(cast: Cast, manager: Manager, case: str) -> str:
    """The barring officer proposes a bar on the determination that was served."""
    page = cast.signed_in("barring_officer")
    go(page, cast.system, "/staff/bars/")
    press(page, "Propose a bar")
    says(page, "Referred for barring by a served determination")
    open_row(page, case)
    says(page, manager.name, manager.number)
    assert page.locator("[name=ground]:checked").input_value() == "determination"
    answer(
        page,
        tiers=["board_director", "direct_report"],
        organisation_classes=["all"],
        reasons=REASONS,
        starts_on=datetime.now(LONDON).date(),
        lasting="indefinite",
    )
    press(page, "Propose this bar")
    says(page, "is proposed. Serve notice of it next.")
    return page.url.rstrip("/").rpartition("/")[2]


def a_notice_answered(cast: Cast, manager: Manager, bar: str, manager_page: Page) -> None:
    """The officer serves notice by e-mail; the manager signs in, reads the reasons and makes representations."""
    officer = cast.signed_in("barring_officer")
    go(officer, cast.system, f"/staff/bars/{bar}/")
    press(officer, "Serve notice")
    answer(officer, channel="email")
    press(officer, "Serve notice")
    says(officer, "The notice is served.")
    mail = " ".join(mail_to(cast.system, manager.email, saying=f"/me/bars/{bar}/").split())
    assert REASONS not in mail
    assert manager.family_name not in mail
    go(manager_page, cast.system, "/me/")
    press(manager_page, f"Proposed bar {bar}")
    says(manager_page, "Notice of a proposed bar", REASONS)
    answer(manager_page, text=REPRESENTATIONS)
    press(manager_page, "Send your representations")
    says(manager_page, "We have received your representations.")


def its_proposer_cannot_approve(cast: Cast, bar: str) -> None:
    """The officer is offered no way to approve, and the address itself refuses."""
    page = cast.signed_in("barring_officer")
    go(page, cast.system, f"/staff/bars/{bar}/")
    says(page, REPRESENTATIONS)
    is_silent(page, "Approve the bar")
    response = page.goto(f"{cast.system.base_url}/staff/bars/{bar}/approve/")
    assert response is not None
    assert response.status == 403


def an_approval(cast: Cast, bar: str, manager_page: Page) -> None:
    """A barring approver, who had no part in it, decides; the manager reads the decision."""
    page = cast.signed_in("barring_approver")
    go(page, cast.system, "/staff/bars/")
    open_row(page, bar)
    press(page, "Approve the bar")
    answer(page, reason="The findings carry it, and nothing less protects patients.", channel="email")
    press(page, "Approve the bar")
    says(page, "The bar is made.", "In effect")
    go(manager_page, cast.system, f"/me/bars/{bar}/")
    says(manager_page, "You are barred", REASONS)
    go(manager_page, cast.system, "/me/")
    says(manager_page, "Barred from this post", "Orders about you")
