"""A hearing: a panel appointed, days offered, listed, noticed, replied to, heard, and agreed on."""

import re
from datetime import date

from django.utils import timezone
from playwright.sync_api import Page

from kernel.clocks import today
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, press, says

PANEL = (("panel_chair", 0, "lay", "yes"), ("panel_member", 0, "lay", "no"), ("panel_member", 1, "registrant", "no"))


def name_of(page: Page) -> str:
    return page.get_by_test_id("signed-in-as").inner_text().strip()


def a_panel(cast: Cast) -> None:
    """An administrator appoints whoever has no term yet, and each says that they can sit today."""
    administrator, day = cast.signed_in("administrator"), today(timezone.now())
    for role, nth, kind, chairs in PANEL:
        member = cast.signed_in(role, nth=nth)
        go(administrator, cast.system, "/staff/panels/")
        if name_of(member) not in administrator.locator("main").inner_text():
            press(administrator, "Appoint a panel member")
            administrator.locator("[name=user]").select_option(label=name_of(member))
            answer(administrator, kind=kind, qualified=chairs, first_on=date(2025, 1, 1), until_on=date(2035, 12, 31))
            answer(administrator, trained_on=date(2025, 2, 3))
            press(administrator, "Appoint member")
            says(administrator, "The member is appointed.")
        go(member, cast.system, "/staff/panels/days/")
        answer(member, days=[day.isoformat()])
        press(member, "Save my days")
        says(member, "Your days are saved.")


def a_hearing(cast: Cast, case: str, manager_page: Page) -> None:
    """Listed for today, since the manager agrees to shorter notice; heard and concluded by the chair."""
    a_panel(cast)
    caseworker, chair = cast.signed_in("caseworker"), cast.signed_in("panel_chair")
    go(caseworker, cast.system, f"/staff/cases/{case}/hearing/")
    press(caseworker, "List a hearing")
    answer(caseworker, first_on=today(timezone.now()), number="1", place_kind="room", where="Room 2, Leeds")
    caseworker.get_by_role("radio", name=re.compile(re.escape(name_of(chair)))).check()
    for nth in (0, 1):
        member = name_of(cast.signed_in("panel_member", nth=nth))
        caseworker.get_by_role("checkbox", name=re.compile(re.escape(member))).check()
    press(caseworker, "List hearing")
    says(caseworker, "The hearing is listed.")
    press(caseworker, "Serve the notice of hearing")
    answer(caseworker, channel="email")
    press(caseworker, "Serve notice")
    go(manager_page, cast.system, f"/me/cases/{case}/hearing/")
    says(manager_page, "Room 2, Leeds", name_of(chair))
    answer(manager_page, attends="yes", needs="Breaks each hour.", agrees="yes")
    press(manager_page, "Send reply")
    says(manager_page, "We have received your reply.")
    go(chair, cast.system, f"/staff/cases/{case}/")
    no_conflict(chair)
    go(chair, cast.system, f"/staff/cases/{case}/hearing/")
    says(chair, "Breaks each hour.")
    press(chair, "Begin the hearing")
    answer(chair, attendance="present")
    press(chair, "Begin hearing")
    press(chair, "Conclude the hearing")
    press(chair, "Conclude hearing")


def no_conflict(page: Page) -> None:
    """Whoever was given a case, or decides, declares first that they have no conflict of interest."""
    press(page, "Declare whether you have a conflict")
    answer(page, declared="none")
    press(page, "Declare")
    says(page, "Your declaration is on record.")


def an_agreement(cast: Cast, case: str) -> None:
    """The two other members agree to what the chair has put to them."""
    for nth in (0, 1):
        member = cast.signed_in("panel_member", nth=nth)
        go(member, cast.system, f"/staff/cases/{case}/")
        no_conflict(member)
        go(member, cast.system, f"/staff/cases/{case}/hearing/")
        press(member, "Agree or dissent")
        answer(member, answer="yes")
        press(member, "Send answer")
        says(member, "Your answer is recorded.")
