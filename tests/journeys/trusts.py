"""A trust asks: by API as its programs do, and in the browser."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.journeys.cast import Cast
from tests.journeys.looking import System
from tests.journeys.pages import answer, go, is_silent, press, says
from tests.journeys.registry import Manager


class Client:
    """A trust's program, with a token of its own."""

    def __init__(self, system: System, organisation: str) -> None:
        client = next(client for client in system.demo["api_clients"] if client["organisation"] == organisation)
        secrets = {"client_id": client["client_id"], "client_secret": client["client_secret"]}
        self._address = urlsplit(system.base_url).netloc
        form = urlencode({"grant_type": "client_credentials", **secrets})
        granted = self._post("/api/v1/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        self._headers = {"Authorization": f"Bearer {granted['access_token']}", "Content-Type": "application/json"}

    def check(self, manager: Manager) -> dict[str, Any]:
        """What the register answers about the manager, by number, for a post on the board."""
        question = {
            "subject": {
                "registration_number": manager.number,
                "date_of_birth": manager.date_of_birth.isoformat(),
            },
            "role": {"tier": "board_director"},
            "purpose": "pre_appointment",
        }
        return self._post("/api/v1/checks", json.dumps(question), self._headers)

    def _post(self, path: str, body: str, headers: dict[str, str]) -> dict[str, Any]:
        connection = HTTPConnection(self._address, timeout=30)
        connection.request("POST", path, body, headers)
        answered = connection.getresponse()
        text = answered.read()
        connection.close()
        assert answered.status in (200, 201), text
        made: dict[str, Any] = json.loads(text)
        return made


def nothing_shows(cast: Cast, client: Client, manager: Manager) -> None:
    """Neither a trust nor the public is told anything."""
    told = client.check(manager)
    assert (told["outcome"], told["restrictions"], told["next_change"]) == ("no_bar_recorded", [], None)
    page = cast.visitor()
    go(page, cast.system, f"/register/{manager.number}/")
    says(page, manager.name, "No restrictions are published")
    go(page, cast.system, f"/barred/?name={manager.family_name}")
    is_silent(page, manager.number)


def the_bar_shows(cast: Cast, client: Client, manager: Manager, bar: str) -> None:
    """The trust is told by API, and the public on two pages."""
    told = client.check(manager)
    assert (told["outcome"], told["employable_in_role"]) == ("barred", "prevented")
    assert [one["kind"] for one in told["restrictions"]] == ["bar"]
    page = cast.visitor()
    go(page, cast.system, f"/barred/?name={manager.family_name}")
    press(page, manager.name)
    says(page, bar, manager.number, "In effect")
    go(page, cast.system, f"/register/{manager.number}/")
    says(page, bar, "In force")


def a_check_in_the_browser(cast: Cast, manager: Manager) -> None:
    """A trust's user asks by name, reads the answer in words, and finds it again; another trust sees nothing of it."""
    page = cast.signed_in("trust_user", organisation="RJ1")
    go(page, cast.system, "/trust/")
    press(page, "Make a check")
    answer(
        page,
        family_name=manager.family_name,
        given_names=manager.given_names,
        date_of_birth=manager.date_of_birth,
        tier="board_director",
        purpose="pre_appointment",
        subject_informed="yes",
        client_ref="APPOINT-7",
    )
    press(page, "Ask")
    says(page, "They are barred from this post.", manager.family_name, manager.number, "No: the person is prevented")
    address = page.url.removeprefix(cast.system.base_url)
    go(page, cast.system, "/trust/checks/")
    says(page, "APPOINT-7", "Barred")
    other = cast.signed_in("trust_user", organisation="R0A")
    go(other, cast.system, "/trust/checks/")
    is_silent(other, manager.family_name, "APPOINT-7")
    response = other.goto(f"{cast.system.base_url}{address}")
    assert response is not None
    assert response.status == 404
