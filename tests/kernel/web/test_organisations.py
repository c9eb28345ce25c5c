"""Staff find organisations and rule sets; a registrar enters, corrects and closes bodies, with a reason."""

from datetime import date

import pytest
from django.test import Client

from kernel.history import acting
from kernel.models import Organisation
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
BOARD = {"code": "qmj", "name": "North Board", "organisation_class": "integrated_care_board"}
CHANGED = {"name": "Vale Trust", "organisation_class": "nhs_trust", "reason": "Misspelt"}


@pytest.fixture
def registrar() -> Client:
    client = Client()
    client.force_login(user_with(Role.REGISTRAR, name="Rae Registrar"))
    return client


def test_organisations_are_found_by_name_code_class_and_state_over_pages(registrar: Client) -> None:
    for number in range(27):
        organisation(code=f"Z{number:02d}", name=f"Trust of St Mary's {number:02d}")
    board = organisation(code="QMJ", organisation_class="integrated_care_board", name="North Board")
    with acting(user=system_user_id()):
        Organisation.objects.filter(pk=board.pk).update(closed_on=date(2020, 3, 31))
    page = registrar.get("/staff/organisations/?q=mary’s&page=2").content.decode()
    assert "Organisations found: 27" in page
    assert page.count('data-test="organisations-row"') == 2
    for query in ("q=qmj", "kind=integrated_care_board", "state=closed"):
        page = registrar.get(f"/staff/organisations/?{query}").content.decode()
        assert ("Organisations found: 1" in page, "North Board" in page) == (True, True), query
    assert "North Board" not in registrar.get("/staff/organisations/?state=open&q=board").content.decode()
    assert registrar.get("/staff/organisations/?kind=castle").status_code == 422


def test_a_body_is_entered_by_hand_once(registrar: Client) -> None:
    entered = BOARD | {"opened_on-day": "1", "opened_on-month": "7", "opened_on-year": "2022"}
    assert registrar.post("/staff/organisations/new/", entered).headers["Location"] == "/staff/organisations/QMJ/"
    page = registrar.get("/staff/organisations/qmj/").content.decode()
    assert "1 July 2022" in page
    assert "Rae Registrar" in page
    again = registrar.post("/staff/organisations/new/", BOARD | {"name": "Other"})
    assert (again.status_code, "already the code" in again.content.decode()) == (422, True)
    wrong = registrar.post("/staff/organisations/new/", BOARD | {"code": "Q-1", "opened_on-day": "31"})
    for words in ("letters and numbers", "must include a month and year", "North Board"):
        assert words in wrong.content.decode()


def test_a_correction_and_a_closing_stand_in_the_history_in_words(registrar: Client) -> None:
    trust = organisation(name="Vail Trust")
    address = f"/staff/organisations/{trust.code}/"
    assert registrar.post(f"{address}change/", CHANGED | {"reason": ""}).status_code == 422
    registrar.post(f"{address}change/", CHANGED)
    day = {"closed_on-day": "31", "closed_on-month": "3", "closed_on-year": "2026"}
    registrar.post(f"{address}change/", CHANGED | day | {"reason": "Merged"})
    page = registrar.get(address).content.decode()
    assert "Name: Vail Trust became Vale Trust" in page
    assert "Closed on: Not given became 31 March 2026" in page
    assert "Merged" in page


def test_staff_read_and_only_a_registrar_changes() -> None:
    trust = organisation()
    client = Client()
    client.force_login(user_with(Role.CASEWORKER))
    page = client.get(f"/staff/organisations/{trust.code}/")
    assert (page.status_code, "Change or close" in page.content.decode()) == (200, False)
    assert client.post(f"/staff/organisations/{trust.code}/change/", CHANGED).status_code == 403
    assert client.post("/staff/organisations/new/", BOARD).status_code == 403
    assert client.get("/staff/organisations/NONE/").status_code == 404
    client.force_login(user_with(Role.TRUST_USER))
    assert client.get("/staff/organisations/").status_code == 403


def test_a_rule_set_shows_each_parameter_in_words_with_its_source(registrar: Client) -> None:
    assert "2026.1" in registrar.get("/staff/rule-sets/").content.decode()
    page = registrar.get("/staff/rule-sets/2026.1/").content.decode()
    assert "Time to appeal" in page
    assert "28 days" in page
    assert "AAPA Order 2024 (SI 2024/374)" in page
    assert "_" not in page[page.index("<tbody") : page.index("</tbody>")].replace("data-test", "").replace("__", "")
    assert registrar.get("/staff/rule-sets/1999/").status_code == 404
