"""HTTP's edges: request ids, strict input, headers, outages."""

from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from kernel import http

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("given", ["abc-1.2_3", "A" * 64])
def test_a_well_formed_request_id_comes_back(client: Client, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a b", "<script>", "A" * 65, "é"])
def test_any_other_is_replaced(client: Client, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_every_page_forbids_inline_scripts_frames_and_keeping_copies(client: Client) -> None:
    response = client.get("/accessibility/")
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/%00", "/register/?name=%00", "/register/?name=%ff", "/x?%c0%80"])
def test_bytes_that_are_no_text_are_refused_in_words(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert b"<h1" in response.content


def test_a_program_gets_the_same_refusal_as_a_problem(client: Client) -> None:
    response = client.get("/api/v1/register?name=%00")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "malformed"


def test_a_method_nobody_knows_is_refused(client: Client) -> None:
    assert client.generic("FROBNICATE", "/").status_code == 405


@pytest.mark.parametrize("answer", [HttpResponse("body"), StreamingHttpResponse([b"body"])], ids=["whole", "streamed"])
def test_an_answer_to_head_has_no_body(answer: HttpResponse | StreamingHttpResponse) -> None:
    given: Any = http.RequestMiddleware(lambda request: answer)(RequestFactory().head("/"))
    assert given.getvalue() == b""
    assert given.get("Content-Length", "4") == "4"


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (ZeroDivisionError(), 500, "There is a problem with the service"),
        (OperationalError("no connection"), 503, "The service is not available now"),
        (InterfaceError("connection already closed"), 503, "The service is not available now"),
        (DatabaseError("error with status PGRES_TUPLES_OK"), 503, "The service is not available now"),
        (DataError("a statement of ours that is wrong"), 500, "There is a problem with the service"),
    ],
)
def test_a_fault_and_an_outage_have_pages_that_ask_nothing_of_the_database(
    fault: Exception, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.home.health.faults", Mock(side_effect=fault))
    with connection.execute_wrapper(Mock(side_effect=fault)):
        answer = Client(raise_request_exception=False).get("/readyz")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
