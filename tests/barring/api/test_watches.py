"""Watches over HTTP."""

from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from barring.models import Check, Watch
from config.home.api_docs import document
from kernel.history import acting
from kernel.queries import system_user_id
from register.models import Person
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db

HERE = "/api/v1/watches"


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def trust() -> Program:
    return program(organisation("RJ1"))


@pytest.fixture
def body() -> dict[str, Any]:
    person: Person = registered_person()
    subject = {"registration_number": person.registration_number, "date_of_birth": "1974-03-09"}
    return {"subject": subject, "role": {"tier": "board_director"}}


def test_it_is_put_read_listed_replaced_and_ended(trust: Program, body: dict[str, Any]) -> None:
    made = told(trust.send("PUT", f"{HERE}/emp-4471", body))
    shapes = {"components": document()["components"], "$ref": "#/components/schemas/WatchOut"}
    jsonschema.validate(made, shapes)
    assert (made["ref"], made["state"], made["purpose"]) == ("emp-4471", "matched", "in_post")
    assert made["role"] == {"tier": "board_director", "organisation": "RJ1"}
    check = told(trust.send("GET", f"/api/v1/checks/{made['check']}"), 200)
    assert (check["outcome"], check["client_ref"]) == ("no_bar_recorded", "emp-4471")
    assert told(trust.send("GET", f"{HERE}/emp-4471"), 200) == made
    again = told(trust.send("PUT", f"{HERE}/emp-4471", body | {"purpose": "annual_fit_and_proper"}), 200)
    assert (again["check"] != made["check"], again["purpose"]) == (True, "annual_fit_and_proper")
    assert told(trust.send("GET", HERE), 200) == {"results": [again], "next": None}
    assert trust.send("DELETE", f"{HERE}/emp-4471").status_code == 204
    assert [trust.send(method, f"{HERE}/emp-4471").status_code for method in ("GET", "DELETE")] == [404, 404]
    assert told(trust.send("GET", HERE), 200)["results"] == []
    assert told(trust.send("PUT", f"{HERE}/emp-4471", body))["state"] == "matched"
    assert Watch.objects.count() == 1


def test_the_same_reference_of_another_organisation_is_another_watch(trust: Program, body: dict[str, Any]) -> None:
    other = program(organisation("RX1"))
    told(trust.send("PUT", f"{HERE}/emp-1", body))
    assert [other.send(method, f"{HERE}/emp-1").status_code for method in ("GET", "DELETE")] == [404, 404]
    mine = told(trust.send("GET", f"{HERE}/emp-1"), 200)
    told(other.send("PUT", f"{HERE}/emp-1", body))
    assert told(trust.send("GET", f"{HERE}/emp-1"), 200) == mine
    assert other.send("GET", f"{HERE}?cursor=Y2hrXzAw").status_code == 404


def test_what_cannot_be_looked_up_is_not_watched(trust: Program, body: dict[str, Any]) -> None:
    for wrong, pointer in (
        ({"subject": {"family_name": "Osei"}}, "/subject/given_names"),
        ({"as_of": "2026-01-01T00:00:00Z"}, "/as_of"),
        ({"role": {"tier": "board_director", "organisation": "NONE"}}, "/role/organisation"),
    ):
        refused = told(trust.send("PUT", f"{HERE}/emp-1", body | wrong), 422)
        assert refused["errors"][0]["pointer"] == pointer
    told(trust.send("PUT", f"{HERE}/{'x' * 101}", body), 422)
    assert (Watch.objects.count(), Check.objects.count()) == (0, 0)


def test_they_are_listed_in_pages(trust: Program, body: dict[str, Any]) -> None:
    refs = [told(trust.send("PUT", f"{HERE}/emp-{place}", body))["ref"] for place in range(3)]
    page = told(trust.send("GET", f"{HERE}?limit=2"), 200)
    rest = told(trust.send("GET", f"{HERE}?limit=2&cursor={page['next']}"), 200)
    assert [one["ref"] for one in page["results"] + rest["results"]] == refs[::-1]
    assert rest["next"] is None
