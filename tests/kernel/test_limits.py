"""Limits: callers are counted by minute, together, under a key that names nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from kernel import limits
from kernel.limits import caller_address, caller_network, hit
from kernel.models import PublicCounter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


def test_requests_are_counted_together_and_the_count_starts_again_each_minute() -> None:
    assert [hit(key="a", limit=2, at=NOW)[0] for _ in range(3)] == [1, 0, -1]
    assert hit(key="b", limit=2, at=NOW) == (1, 30)
    assert hit(key="a", limit=2, at=NOW.replace(minute=1))[0] == 1


def test_a_reporter_s_address_is_counted_in_no_row_and_limited_all_the_same(client: Client, settings: Any) -> None:
    settings.PUBLIC_PER_MINUTE = 3
    for page in ("/concerns/new/", "/concerns/return/"):
        limits.fleeting._forget(at=-1)
        statuses = [client.get(page, REMOTE_ADDR="203.0.113.7").status_code for _ in range(4)]
        assert statuses[:3] == [200] * 3
        assert statuses[3] in (429, 200 if timezone.now().second == 0 else 429)
    assert not PublicCounter.objects.exists()


def test_what_was_counted_without_trace_is_forgotten_each_minute() -> None:
    counter = limits.FleetingCounter()
    assert [counter.hit(key="a", limit=2, at=NOW) for _ in range(3)] == [(1, 30), (0, 30), (-1, 30)]
    assert counter.hit(key="b", limit=2, at=NOW) == (1, 30)
    before = counter._key
    assert counter.hit(key="a", limit=2, at=NOW.replace(minute=1)) == (1, 30)
    assert counter._key != before
    assert len(counter._hits) == 1


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
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64")],
)
def test_callers_of_version_6_are_counted_by_network(rf: RequestFactory, address: str, network: str) -> None:
    assert caller_network(rf.get("/", REMOTE_ADDR=address)) == network
