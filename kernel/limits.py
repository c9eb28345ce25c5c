"""Limits: how often a caller may ask, counted by minutes, and whose count it is."""

import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kernel.db.prepared import Prepared
from kernel.errors import ActionRefused
from kernel.http import refuse
from kernel.keys import keyed_hash

Count = Callable[..., tuple[int, int]]
"""How many requests are left under a key, -1 when the limit was passed; and seconds to the next minute."""

COUNT = (
    "INSERT INTO kernel_publiccounter AS c (key, minute, hits) {one} "
    "ON CONFLICT (key, minute) DO UPDATE SET hits = c.hits + excluded.hits RETURNING hits"
)
COUNT_SOME = Prepared(COUNT.format(one="VALUES ($1, $2, $3)"), ("text", "bigint", "integer"))


def hit(*, key: str, limit: int, at: datetime) -> tuple[int, int]:
    """Count one request under `key` in this minute: (how many are left, seconds to the next minute).

    Left is -1 when the limit was passed.
    """
    hits, wait = tally(key=key, minutes=1, at=at)
    return (limit - hits if hits <= limit else -1), wait


def tally(*, key: str, minutes: int, at: datetime, count: int = 1) -> tuple[int, int]:
    """Count so many under `key`: (how many there were in these so many minutes of the hour, seconds to the next ones).

    One atomic statement, so that any number of processes count together; the key is hashed with the hour in it, so
    that what is stored names nobody for long.
    """
    place = place_of(key=key, minutes=minutes, at=at)
    [(hits,)] = COUNT_SOME.rows(place.digest, place.minute, count)
    return hits, place.wait


def counted(*, key: str, minutes: int, at: datetime) -> int:
    """How many `tally` has counted under a key so far, in these so many minutes."""
    place = place_of(key=key, minutes=minutes, at=at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hits FROM kernel_publiccounter WHERE key = %s AND minute = %s", [place.digest, place.minute]
        )
        row = cursor.fetchone()
    return row[0] if row else 0


TALLY = """
INSERT INTO kernel_publiccounter AS c (key, minute, hits)
SELECT key, %s, hits FROM unnest(%s::text[], %s::integer[]) AS one (key, hits) ORDER BY key
ON CONFLICT (key, minute) DO UPDATE SET hits = c.hits + excluded.hits RETURNING key, hits
"""  # in one order, so that those who count the same wait for each other and never in a ring


def tally_all(*, counts: Mapping[str, int], until: datetime) -> dict[str, int]:
    """Count many under each key, to an instant that ends their time: how many there were by then, by key."""
    minute = int(until.timestamp()) // 60
    kept_as = {keyed_hash(purpose="limits", value=f"{minute}:{key}"): key for key in counts}
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [minute, list(kept_as), [counts[key] for key in kept_as.values()]])
        return {kept_as[digest]: hits for digest, hits in cursor.fetchall()}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a request is counted: the minute and what the key is kept as in its hour; seconds to the next minutes."""

    digest: str
    minute: int
    wait: int


def place_of(*, key: str, minutes: int = 1, at: datetime) -> Place:
    """Where a request under `key` counts at an instant, in these so many minutes of the hour."""
    minute, second = divmod(int(at.timestamp()), 60)
    into = minute % minutes
    digest = keyed_hash(purpose="limits", value=f"{minute // 60}:{key}")
    return Place(digest=digest, minute=minute - into, wait=60 * (minutes - into) - second)


def caller_address(request: Any) -> str:
    """The address that the server saw; behind TRUSTED_PROXIES proxies of ours, the one that the outermost of them saw.

    Each proxy adds on the right from whom it heard. What stands further to the left the caller may have written, and
    a header with fewer entries than there are proxies did not come through them: neither is believed.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    heard = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not proxies or len(heard) < proxies:
        return seen
    try:
        return str(ip_address(heard[-proxies].strip()))
    except ValueError:
        return seen


def caller_network(request: Any) -> str:
    """What callers are counted by: an address, and of version 6 its /64, all of which one caller has."""
    address = caller_address(request)
    return address if ":" not in address else str(ip_network(f"{address.partition('%')[0]}/64", strict=False))


class TooMuchSent(ActionRefused):
    """As much was sent from one address as is taken in an hour."""


class FleetingCounter:
    """Counts requests by caller within some minutes in this process's memory, under a key that nobody else ever has.

    For pages whose visitors must not be found out: what is counted in the database is tied, by the time and number of
    its transaction, to what was written beside it.
    """

    def __init__(self, *, minutes: int = 1) -> None:
        self._lock = threading.Lock()
        self._span = 60 * minutes
        self._minute = -1
        self._forget(at=0)

    def _forget(self, *, at: int) -> None:
        self._minute, self._key, self._hits = at, secrets.token_bytes(32), Counter[bytes]()

    def hit(self, *, key: str, limit: int, at: datetime) -> tuple[int, int]:
        """As `hit` does, of this process alone: so many processes, so many times the limit."""
        minute, second = divmod(int(at.timestamp()), self._span)
        with self._lock:
            if minute != self._minute:
                self._forget(at=minute)
            digest = hmac.digest(self._key, key.encode(), "sha256")
            self._hits[digest] += 1
            hits = self._hits[digest]
        return (limit - hits if hits <= limit else -1), self._span - second


fleeting = FleetingCounter()
sent_this_hour = FleetingCounter(minutes=60)


def require_few_sent(request: Any, *, limit: int, at: datetime, what: str = "sent") -> None:
    """Refuse what is stored for a visitor whose address has sent as much this hour; `what` is counted for itself. Its
    key is forgotten with the hour, and nothing of it is written down."""
    left, _ = sent_this_hour.hit(key=f"{what}:{caller_network(request)}", limit=limit, at=at)
    if left < 0:
        raise TooMuchSent("Too much was sent from where you are in this hour. Nothing was saved. Try again in an hour.")


def limited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """At most PUBLIC_PER_MINUTE requests an address for a page without sign-in; 429 above."""
    return _limited(view, hit)


def limited_without_trace(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same, leaving nothing behind that could tell who came."""
    return _limited(view, fleeting.hit)


def _limited(view: Callable[..., HttpResponseBase], count: Count) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limit = settings.PUBLIC_PER_MINUTE
        left, wait = count(key=f"public:{caller_network(request)}", limit=limit, at=timezone.now())
        if left < 0:
            response = refuse(request, 429, "too_many_requests", "Too many requests. Try again in a minute.")
            response["Retry-After"] = str(wait)
            return response
        return view(request, *args, **kwargs)

    return counted
