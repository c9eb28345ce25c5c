"""The OpenAPI document says what the API does: every address, every example, and nothing that it cannot answer."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings

from barring.api.examples import BY_NAME, BY_NUMBER, RESTRICTED
from config.home.api_docs import document
from kernel.history import acting
from kernel.permissions import access_of
from kernel.queries import system_user, system_user_id
from register.models import Person
from register.rules import Kind, Tier
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust(request: pytest.FixtureRequest) -> Iterator[Program]:
    marked = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if marked.kwargs.get("transaction") else "db")
    with acting(user=system_user_id()):
        yield program(organisation("RJ1"))


def routes(patterns: list[Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, above + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield "/" + above + str(pattern.pattern), pattern.callback


def test_the_document_names_every_address_and_method_of_the_api_and_no_other() -> None:
    live = {
        (path.replace("<str:", "{").replace(">", "}"), method)
        for path, view in routes(get_resolver().url_patterns)
        if path.startswith("/api/v1/")
        for method in ("get", "post", "put", "patch", "delete")
        if access_of(view, method)
    }
    written = {(path, method) for path, methods in document()["paths"].items() for method in methods}
    assert live == written


def test_the_document_is_served_as_openapi_and_as_a_page_that_shows_every_operation() -> None:
    served = json.loads(Client().get("/api/schema.json").content)
    assert served["openapi"] == "3.1.1"
    page = Client().get("/api/docs/reference/").content.decode()
    operations = [one["operationId"] for methods in served["paths"].values() for one in methods.values()]
    assert len(operations) >= 6
    assert all(f'id="{name}"' in page for name in operations)


def test_every_shape_has_a_name_of_its_own_and_every_text_says_something() -> None:
    GENERATOR_STATS.reset()
    made = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    assert not GENERATOR_STATS
    operations = [one for methods in made["paths"].values() for one in methods.values()]
    assert all(response["description"] for one in operations for response in one["responses"].values())
    assert not [one["description"] for one in operations if one.get("description", "").startswith("`/api")]


def test_the_examples_are_answered_as_they_say(trust: Program) -> None:
    person = registered_person(family_name="Osei", given_names="Ama", previous_family_names=["Boateng"])
    with acting(reason="the number of the example"):
        person.registration_number = BY_NUMBER["subject"]["registration_number"]
        person.save(update_fields=["registration_number"])
    at = Person.history.latest("history_date").history_date
    restricted(person, at=at, kind=Kind.CONDITIONS, tiers=[Tier.BOARD_DIRECTOR], by=system_user())
    answer = told(trust.send("POST", "/api/v1/checks", BY_NUMBER))
    varying = {"id", "as_of", "known_at", "answered_at", "restrictions", "ledger", "receipt", "receipt_salt"}
    assert {k: v for k, v in answer.items() if k not in varying} == {
        k: v for k, v in RESTRICTED.items() if k not in varying
    }
    assert answer["ledger"].keys() == RESTRICTED["ledger"].keys()
    assert answer["receipt"].count(".") == 2
    (given_order,), (shown_order,) = answer["restrictions"], RESTRICTED["restrictions"]
    assert given_order | {"in_force_from": ""} == shown_order | {"in_force_from": ""}
    assert told(trust.send("POST", "/api/v1/checks", BY_NAME))["outcome"] == "not_barred_from_role"


def test_answers_keep_to_their_shapes(trust: Program) -> None:
    registered_person(family_name="Osei", given_names="Ama")
    shapes = {"components": document()["components"]}
    for other in ({}, {"given_names": "Kofi"}, {"family_name": "X"}):
        answer = told(trust.ask(BY_NAME["subject"] | other))
        jsonschema.validate(answer, shapes | {"$ref": "#/components/schemas/CheckOut"})
        assert set(answer) == set(shapes["components"]["schemas"]["CheckOut"]["properties"])
    refused = told(trust.send("POST", "/api/v1/checks", {}), 422)
    jsonschema.validate(refused, shapes | {"$ref": "#/components/schemas/ProblemShape"})


ATTACK = settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
CHECKS = (
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_nothing_made_from_the_document_is_a_fault_or_answered_otherwise_than_it_says(
    trust: Program, mode: schemathesis.GenerationMode
) -> None:
    trust.sign_in()
    schema = schemathesis.openapi.from_wsgi("/api/schema.json", WSGIHandler())
    for found in schema.get_all_operations():
        operation: Any = found
        attack(operation.ok(), mode, trust.token)


def attack(operation: Any, mode: schemathesis.GenerationMode, token: str) -> None:
    @ATTACK
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    send()
