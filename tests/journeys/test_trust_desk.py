"""A trust's desk: every page of it, and a manager's list of who checked them."""

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


def test_a_manager_asks_about_who_checked_them(cast: Cast) -> None:
    page = cast.signed_in("manager")
    go(page, cast.system, "/me/checks/")
    says(page, "Who checked you", "Nobody watches you")
