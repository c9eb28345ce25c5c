"""Getting a token, and losing it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken

from kernel.history import acting
from kernel.models import ApiClient
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def trust(db: None) -> Iterator[Program]:
    with acting(user=system_user_id()):
        yield program()


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def post(trust: Program, body: bytes | str, path: str = "/api/v1/token", **headers: str) -> Any:
    kind = headers.pop("Content-Type", FORM)
    return trust.browser.generic("POST", path, body, content_type=kind, headers=headers)


def test_a_token_is_given_by_basic_and_by_body_credentials(trust: Program) -> None:
    by_basic = post(trust, "grant_type=client_credentials", **basic(trust.client.client_id, trust.secret))
    for response in (by_basic, trust.sign_in()):
        answer = told(response, 200)
        assert set(answer) == {"access_token", "token_type", "expires_in", "scope"}
        assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
        assert set(answer["scope"].split()) == {"checks", "watches", "events", "webhooks"}
        assert response["Cache-Control"] == "no-store"


def test_neither_token_nor_secret_is_in_the_database(trust: Program) -> None:
    trust.sign_in()
    assert trust.token
    token = AccessToken.objects.get()
    assert (token.token, len(token.token_checksum)) == ("", 64)
    assert ApiClient.objects.get().client_secret.startswith("client_secret$")
    assert "client_secret" not in {field.name for field in ApiClient.history.model._meta.fields}


def test_a_token_carries_the_scopes_asked_for_and_never_more_than_the_client_has(trust: Program) -> None:
    assert told(trust.sign_in(scope="events"), 200)["scope"] == "events"
    assert told(trust.send("GET", "/api/v1/checks"), 403)["code"] == "forbidden"
    assert told(trust.sign_in(scope="checks+everything"), 400)["error"] == "invalid_scope"
    narrow = program(scopes=("events",))
    assert told(narrow.sign_in(scope="checks"), 400)["error"] == "invalid_scope"
    assert told(narrow.sign_in(), 200)["scope"] == "events"


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        ("grant_type=client_credentials", {}, 401, "invalid_client"),
        ("grant_type=client_credentials", basic("nobody", "nothing"), 401, "invalid_client"),
        ("grant_type=client_credentials", {"Authorization": "Basic \xff\xfe"}, 401, "invalid_client"),
        ("grant_type=client_credentials", {"Authorization": "Basic !!!"}, 401, "invalid_client"),
        ("grant_type=something", {}, 400, "unsupported_grant_type"),
        ("", {}, 400, "invalid_request"),
        ("grant_type=client_credentials&client_id=%00", {}, 400, "invalid_request"),
        ("grant_type=client_credentials&client_id=%FF", {}, 400, "invalid_request"),
        (b"\xff=\xfe", {}, 400, "invalid_request"),
        ("grant_type=a&grant_type=b", {}, 400, "invalid_request"),
        ("&".join(f"a{n}=b" for n in range(30)), {}, 400, "invalid_request"),
        ('{"grant_type": "client_credentials"}', {"Content-Type": "application/json"}, 400, "invalid_request"),
    ],
)
def test_refusals_are_those_of_the_oauth_documents(
    trust: Program, body: str | bytes, headers: dict[str, str], status: int, error: str
) -> None:
    response = post(trust, body, **headers)
    assert told(response, status)["error"] == error
    assert status != 401 or response["WWW-Authenticate"].startswith("Basic")


def test_no_other_way_to_a_token_is_open_to_a_client(trust: Program) -> None:
    refused = trust.sign_in(grant_type="password", username="a", password="b")
    assert (refused.status_code, json.loads(refused.content)["error"]) == (400, "unsupported_grant_type")


def test_credentials_in_the_address_and_other_methods_are_refused(trust: Program) -> None:
    in_address = told(post(trust, "grant_type=client_credentials", "/api/v1/token?client_id=%zz"), 400)
    assert (in_address["error"], "in the body" in in_address["error_description"]) == ("invalid_request", True)
    response = trust.browser.get("/api/v1/token")
    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert json.loads(response.content)["error"] == "invalid_request"


def test_a_revoked_token_is_refused_on_the_next_request(trust: Program) -> None:
    assert trust.send("GET", "/api/v1/checks").status_code == 200
    credentials = basic(trust.client.client_id, trust.secret)
    path = "/api/v1/token/revoke"
    other = program()
    assert post(other, f"token={trust.token}", path, **basic(other.client.client_id, other.secret)).status_code == 200
    assert trust.send("GET", "/api/v1/checks").status_code == 200
    assert post(trust, f"token={trust.token}", path, **credentials).status_code == 200
    refused = trust.send("GET", "/api/v1/checks")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert post(trust, "token=never-was", path, **credentials).status_code == 200
    assert told(post(trust, f"token={trust.token}", path), 401)["error"] == "invalid_client"


def test_an_expired_token_and_one_of_a_closed_account_are_refused(trust: Program) -> None:
    trust.sign_in()
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert trust.send("GET", "/api/v1/checks").status_code == 401
    trust.sign_in()
    assert trust.send("GET", "/api/v1/checks").status_code == 200
    account = trust.client.user
    account.is_active = False
    with acting(user=system_user_id()):
        account.save(update_fields=["is_active"])
    assert trust.send("GET", "/api/v1/checks").status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer a b\xff", "Bearer " + "a" * 600, "Bearer never"]
)
def test_a_header_that_is_no_live_token_is_refused(trust: Program, header: str) -> None:
    trust.token = "set"
    refused = trust.send("GET", "/api/v1/checks", Authorization=header)
    assert told(refused, 401)["code"] == "unauthorised"
