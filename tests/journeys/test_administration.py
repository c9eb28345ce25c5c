"""Accounts, roles and organisations."""

from datetime import date

from playwright.sync_api import Page

from tests.journeys.cast import Cast
from tests.journeys.pages import answer, go, open_row, press, says


def status_of(page: Page, address: str) -> int:
    response = page.goto(address)
    assert response is not None
    return response.status


def test_two_administrators_change_a_role_and_the_open_session_has_it_on_its_next_page(cast: Cast) -> None:
    examiner = cast.signed_in("case_examiner")
    first, second = cast.signed_in("administrator"), cast.signed_in("administrator", nth=1)
    register = f"{cast.system.base_url}/staff/register/"
    go(first, cast.system, f"/staff/accounts/?q={cast.user('case_examiner')['email']}")
    open_row(first, "Case examiner")
    press(first, "Change roles")
    answer(first, roles=["registrar"], reason="Covers the registry from Monday.")
    press(first, "Ask for the change")
    says(first, "Another administrator must approve it.")
    assert status_of(examiner, register) == 403
    go(second, cast.system, "/staff/accounts/changes/")
    open_row(second, examiner.get_by_test_id("signed-in-as").inner_text().strip())
    says(second, "Covers the registry from Monday.")
    answer(second, decision="approve")
    press(second, "Decide")
    says(second, "The roles have changed.")
    assert status_of(examiner, register) == 200


def test_an_organisation_is_added_by_hand_and_closed(cast: Cast) -> None:
    page = cast.signed_in("registrar")
    go(page, cast.system, "/staff/organisations/")
    press(page, "Add an organisation")
    answer(
        page,
        code="QZZ",
        name="Northmoor Integrated Care Board",
        organisation_class="integrated_care_board",
        opened_on=date(2022, 7, 1),
    )
    press(page, "Add organisation")
    says(page, "Northmoor Integrated Care Board")
    go(page, cast.system, "/staff/organisations/QZZ/")
    press(page, "Change or close")
    answer(page, closed_on=date(2026, 3, 31), reason="Merged with its neighbour.")
    press(page, "Save the change")
    says(page, "31 March 2026", "Merged with its neighbour.")


def test_a_trusts_administrator_invites_a_colleague(cast: Cast) -> None:
    page = cast.signed_in("trust_administrator")
    go(page, cast.system, "/trust/users/")
    press(page, "Invite somebody")
    answer(page, name="Robin Vale", email="robin.vale@example.test")
    press(page, "Send the invitation")
    says(page, "Robin Vale")
