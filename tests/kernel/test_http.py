"""HTTP's edges: request ids, strict input, headers, limits."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from kernel import http
from kernel.http import caller_address, caller_network, hit
from kernel.models import PublicCounter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


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


def test_requests_are_counted_together_and_the_count_starts_again_each_minute() -> None:
    assert [hit(key="a", limit=2, at=NOW)[0] for _ in range(3)] == [1, 0, -1]
    assert hit(key="b", limit=2, at=NOW) == (1, 30)
    assert hit(key="a", limit=2, at=NOW.replace(minute=1))[0] == 1


def test_a_reporter_s_address_is_counted_in_no_row_and_limited_all_the_same(client: Client, settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 3
    for page in ("/concerns/new/", "/concerns/return/"):
        http.fleeting._forget(at=-1)
        statuses = [client.get(page, REMOTE_ADDR="203.0.113.7").status_code for _ in range(4)]
        assert statuses[:3] == [200] * 3
        assert statuses[3] in (429, 200 if timezone.now().second == 0 else 429)
    assert not PublicCounter.objects.exists()


def test_what_was_counted_without_trace_is_forgotten_each_minute() -> None:
    counter = http.FleetingCounter()
    assert [counter.hit(key="a", limit=2, at=NOW) for _ in range(3)] == [(1, 30), (0, 30), (-1, 30)]
    assert counter.hit(key="b", limit=2, at=NOW) == (1, 30)
    before = counter._key
    assert counter.hit(key="a", limit=2, at=NOW.replace(minute=1)) == (1, 30)
    assert counter._key != before
    assert len(counter._hits) == 1


@pytest.mark.parametrize("answer", [HttpResponse("body"), StreamingHttpResponse([b"body"])], ids=["whole", "streamed"])
def test_an_answer_to_head_has_no_body(answer: HttpResponse | StreamingHttpResponse) -> None:
    given: Any = http.RequestMiddleware(lambda request: answer)(RequestFactory().head("/"))
    assert given.getvalue() == b""
    assert given.get("Content-Length", "4") == "4"


def test_what_is_counted_does_not_name_anybody() -> None:
    hit(key="public:203.0.113.7", limit=2, at=NOW)
    assert "203.0.113.7" not in str(list(PublicCounter.objects.values()))


@pytest.mark.parametrize(
    ("proxies", "header", "believed"),
    [
        (0, "198.51.100.9", "127.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.66, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.66, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "not an address", "127.0.0.1"),
        (1, "203.0.113.66, 2001:DB8::1", "2001:db8::1"),
    ],
)
def test_of_forwarded_addresses_only_what_our_own_proxies_wrote_is_believed(
    proxies: int, header: str, believed: str, rf: RequestFactory, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert caller_address(rf.get("/", headers={"X-Forwarded-For": header})) == believed


def test_nobody_gets_round_a_limit_by_a_header(client: Client, settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 3
    for spoofed in range(3):
        client.get("/api/v1/register", headers={"X-Forwarded-For": f"203.0.113.{spoofed}"})
    assert client.get("/api/v1/register", headers={"X-Forwarded-For": "203.0.113.99"}).status_code == 429


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


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64")],
)
def test_callers_of_version_6_are_counted_by_network(rf: RequestFactory, address: str, network: str) -> None:
    assert caller_network(rf.get("/", REMOTE_ADDR=address)) == network
