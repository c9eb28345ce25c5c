"""Requests that cannot be read or are not allowed, and what every answer carries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.request import Request

from kernel.api.views import ApiView, answer
from kernel.history import acting
from kernel.models import AccessEvent, UserRole
from kernel.permissions import public
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told

pytestmark = pytest.mark.django_db

NUMBER = "/subject/registration_number"
GOOD: dict[str, Any] = {
    "subject": {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director"},
    "purpose": "pre_appointment",
}


@pytest.fixture
def trust(db: None) -> Iterator[Program]:
    with acting(user=system_user_id()):
        yield program()


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good question with one part set; a value of ... takes the part away."""
    body: dict[str, Any] = json.loads(json.dumps(GOOD))
    *above, last = path.strip("/").split("/")
    place = body
    for name in above:
        place = place[name]
    place[last] = value
    if value is ...:
        del place[last]
    return body


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"purpose": "legal", "purpose": "legal"}', b'{"a": "\\u0000"}', b"[" * 5000],
)
def test_a_body_that_cannot_be_read_is_malformed(trust: Program, body: bytes) -> None:
    answer = told(trust.send("POST", "/api/v1/checks", body), 400)
    assert (answer["code"], answer["status"]) == ("malformed", 400)


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code"),
    [
        ("/subject/surname", "Osei", "/subject/surname", "unknown_field"),
        ("/a~b~1c", 1, "/a~0b~01c", "unknown_field"),
        ("/purpose", ..., "/purpose", "required"),
        ("/purpose", "curiosity", "/purpose", "choice"),
        ("/role", [], "/role", "invalid"),
        ("/role/tier", 1, "/role/tier", "choice"),
        ("/role/organisation", "NOWHERE", "/role/organisation", "unknown_organisation"),
        ("/subject", None, "/subject", "null"),
        ("/subject/family_name", 7, "/subject/family_name", "invalid"),
        ("/subject/family_name", "x" * 201, "/subject/family_name", "max_length"),
        ("/subject/date_of_birth", "09/03/1974", "/subject/date_of_birth", "invalid"),
        ("/subject/date_of_birth", "1974-02-30", "/subject/date_of_birth", "invalid"),
        ("/subject/previous_family_names", ["Boateng", 3], "/subject/previous_family_names/1", "invalid"),
        ("/subject_informed", "yes", "/subject_informed", "invalid"),
        ("/as_of", "2026-01-01", "/as_of", "invalid"),
        ("/as_of", "0001-01-01T00:00:00+14:00", "/as_of", "invalid"),
        ("/subject/national_insurance_number", "none", "/subject/national_insurance_number", "invalid"),
        (NUMBER, "NM-20441703-7", NUMBER, "invalid_registration_number"),
        (NUMBER, "12345", NUMBER, "invalid_registration_number"),
        ("/subject/given_names", None, "/subject/given_names", "insufficient_identity"),
    ],
)
def test_each_mistake_is_pointed_at(trust: Program, path: str, value: Any, pointer: str, code: str) -> None:
    answer = told(trust.send("POST", "/api/v1/checks", changed(path, value)), 422)
    assert [(error["pointer"], error["code"]) for error in answer["errors"]] == [(pointer, code)]
    special = {"invalid_registration_number", "insufficient_identity"}
    assert answer["code"] == (code if code in special else "invalid")
    assert "Osei" not in json.dumps(answer)


def test_a_body_that_is_not_an_object_is_invalid(trust: Program) -> None:
    for body in (b"[]", b"3", b'"text"', b"null"):
        assert told(trust.send("POST", "/api/v1/checks", body), 422)["errors"][0]["pointer"] == ""


def test_the_wrong_kind_size_method_or_address_is_a_problem(trust: Program) -> None:
    kind = trust.send("POST", "/api/v1/checks", GOOD, **{"Content-Type": "text/plain"})
    assert told(kind, 415)["code"] == "unsupported_media_type"
    large = b'{"client_ref": "' + b"x" * 1_048_576 + b'"}'
    assert told(trust.send("POST", "/api/v1/checks", large), 413)["code"] == "too_large"
    method = trust.send("DELETE", "/api/v1/checks")
    assert (told(method, 405)["code"], method["Allow"]) == ("method_not_allowed", "GET, POST, HEAD, OPTIONS")
    for path in ("/api/v1/nothing", "/api/v1/checks/chk_x", "/api/v1/checks/%F0%9F%92%A9"):
        missing = trust.send("GET", path)
        assert (told(missing, 404)["code"], missing["Content-Type"]) == ("not_found", "application/problem+json")
    assert trust.send("GET", "/api/v1/checks?cursor=%00").status_code == 400
    assert told(trust.send("GET", "/api/v1/checks?limit=0"), 422)["errors"][0]["pointer"] == "/limit"


def test_a_cursor_that_was_never_given_out_is_refused_and_not_read_as_the_first_page(trust: Program) -> None:
    for path in ("/api/v1/checks", "/api/v1/register", "/api/v1/bars"):
        for cursor in ("!", "=", "%20", "AAAA", "Y2hr!X2E"):
            problem = told(trust.send("GET", f"{path}?cursor={cursor}"), 422)
            assert problem["errors"][0]["pointer"] == "/cursor"


def test_every_answer_names_its_request_and_what_is_left(trust: Program) -> None:
    answer = trust.send("GET", "/api/v1/checks", **{"X-Request-ID": "mine-1"})
    assert answer["X-Request-ID"] == "mine-1"
    assert answer["RateLimit-Policy"] == '"default";q=60000;w=60'
    assert answer["RateLimit"].startswith('"default";r=59999;t=')
    odd = trust.send("GET", "/api/v1/checks/none", **{"X-Request-ID": "<script>"})
    assert "script" not in odd["X-Request-ID"]
    assert told(odd, 404)["request_id"] == odd["X-Request-ID"]


def test_more_than_the_limit_is_too_many(trust: Program, settings: Any) -> None:
    settings.CHECKS_PER_MINUTE = 2
    replies = [trust.send("GET", "/api/v1/checks") for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert replies[2]["RateLimit"].startswith('"default";r=0;t=')
    assert 1 <= int(replies[2]["Retry-After"]) <= 60
    assert program().send("GET", "/api/v1/checks").status_code == 200


class Careless(ApiView):
    """A view whose author forgot to say who may use its POST."""

    @public()
    def get(self, request: Request) -> HttpResponse:
        return answer({})

    def post(self, request: Request) -> HttpResponse:
        raise AssertionError("reached without a declared permission")


def test_a_method_that_declared_nothing_is_refused(rf: RequestFactory, trust: Program) -> None:
    assert Careless.as_view()(rf.get("/")).status_code == 200
    assert Careless.as_view()(rf.post("/")).status_code == 403


def test_an_account_without_the_permission_is_refused_and_the_refusal_is_noted(trust: Program) -> None:
    trust.sign_in()
    UserRole.objects.filter(user=trust.client.user).delete()
    assert told(trust.send("POST", "/api/v1/checks", GOOD), 403)["code"] == "forbidden"
    noted = AccessEvent.objects.get(user=trust.client.user)
    assert (noted.permission, noted.allowed) == ("barring.check_ask", False)


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("/api/v1/checks?limit=1&colour=red", ["/colour"]),
        ("/api/v1/checks/chk_x?limit=1", ["/limit"]),
        ("/api/v1/register?nmae=osei&a~b/c=1", ["/nmae", "/a~0b~1c"]),
        ("/api/v1/register?name=a&name=b", ["/name"]),
        ("/api/v1/bars?page=2", ["/page"]),
    ],
)
def test_a_parameter_that_the_address_does_not_take_is_refused_by_name(
    trust: Program, path: str, pointers: list[str]
) -> None:
    refused = told(trust.send("GET", path), 422)
    assert refused["code"] == "invalid"
    assert [error["pointer"] for error in refused["errors"]] == pointers


def test_a_check_asked_with_a_parameter_is_refused_and_not_made(trust: Program) -> None:
    assert told(trust.send("POST", "/api/v1/checks?as_of=2026-01-01", GOOD), 422)["errors"][0]["pointer"] == "/as_of"
