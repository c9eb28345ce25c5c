"""A trust's desk: every page of it, and a manager's list of who checked them."""

from playwright.sync_api import Page

from kernel.tables import XLSX
from tests.factories.workbooks import sheet, text, workbook
from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, press, says


def test_an_administrator_keeps_programs_endpoints_and_watches(cast: Cast) -> None:
    page = cast.signed_in("trust_administrator", organisation="RJ1")
    go(page, cast.system, "/trust/")
    go(page, cast.system, "/trust/disclosed/")
    go(page, cast.system, "/trust/api-clients/new/")
    answer(page, name="Payroll, live", scopes=["checks"])
    press(page, "Add the program")
    assert page.get_by_test_id("secret").inner_text().startswith("nms_")
    press(page, "Revoke")
    answer(page, reason="Not needed")
    press(page, "Revoke for good")
    says(page, "Revoked", "Not needed")
    go(page, cast.system, "/trust/webhooks/")
    press(page, "Add an endpoint")
    answer(page, url="https://127.0.0.1/")
    press(page, "Add the endpoint")
    says(page, "There is a problem")
    known = next(one for one in cast.system.demo["people"] if one["case"] == "no_bar_recorded")
    go(page, cast.system, "/trust/watches/new/")
    number, name = known["registration_number"], known["family_name"]
    answer(page, reference="emp-1", registration_number=number, family_name=name, tier="board_director")
    press(page, "Watch")
    says(page, "emp-1", "No bar recorded", "Nothing yet")
    press(page, "Renew")
    press(page, "Watch for another year")
    press(page, "End this watch")
    press(page, "End this watch")
    go(page, cast.system, "/trust/watches/upload/")
    go(page, cast.system, "/trust/usage/?by=week")
    says(page, "Checks in this time", "Week of")


def test_a_trust_checks_everybody_in_a_workbook(cast: Cast) -> None:
    """Sent, laid out, counted, started, answered, and saved as files."""
    page = cast.signed_in("trust_user", organisation="RJ1")
    barred = next(one for one in cast.system.demo["people"] if one["case"] == "barred")
    rows = [
        [barred["family_name"], barred["given_names"], barred["date_of_birth"]],
        ["Nobody", "Named So", "31/2/1980"],
    ]
    book = workbook(
        sheet("".join(map(text, ("Surname", "Forename", "DOB"))), *("".join(map(text, row)) for row in rows))
    )
    go(page, cast.system, "/trust/batches/new/")
    press(page, "Continue")
    says(page, "There is a problem")
    page.set_input_files("[name=file]", {"name": "staff.xlsx", "mimeType": XLSX, "buffer": book})
    answer(page, purpose="in_post")
    press(page, "Continue")
    press(page, "Continue")
    says(page, "Select the column with the tier")
    answer(page, tier="all:board_director")
    press(page, "Continue")
    says(page, "Nobody has been checked yet", "Cannot be read 1", barred["family_name"])
    press(page, "Start")
    until_done(page)
    answer(page, outcome="barred")
    press(page, "Filter")
    says(page, barred["family_name"])
    for kept in ("download", "download-xlsx", "download-receipts"):
        with page.expect_download() as saved:
            page.get_by_test_id(kept).click()
        assert saved.value.path().stat().st_size > 100


def until_done(page: Page) -> None:
    """The dispatcher looks for batches each second."""
    while page.get_by_test_id("state").inner_text() != "Complete":
        press(page, "See how far it is now")


def test_a_manager_asks_about_who_checked_them(cast: Cast) -> None:
    page = cast.signed_in("manager")
    go(page, cast.system, "/me/checks/")
    says(page, "Who checked you", "Nobody watches you")
