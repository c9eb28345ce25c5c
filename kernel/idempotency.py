"""Requests that may be sent twice: the same key and request get the same reply, and are done once.

The reply is stored in the transaction that does the work, so a crash leaves both or neither. It is sealed: it may tell
a secret that is told once. While one request
runs, a lock on its key (held to the end of the transaction, by PostgreSQL, for every process) refuses its twin;
the unique row refuses whatever would slip past it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kernel.db.prepared import First, insert_after
from kernel.keys import seal, unseal
from kernel.models import AppendOnly, IdempotencyRecord

SEALED_FOR = "replies"
KEPT = timedelta(hours=24)
NOT_KEPT = frozenset({401, 429})
LONGEST_KEY = 255


class StillRunning(Exception):
    """Another request with this key is running at this moment."""


class KeyUsedOtherwise(Exception):
    """The key was used for another request."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What was answered, as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    replayed: bool = False


def is_key(text: str) -> bool:
    """Whether a header's value may serve as a key: 1 to 255 visible ASCII characters."""
    return 0 < len(text) <= LONGEST_KEY and all("!" <= character <= "~" for character in text)


def fingerprint(*, method: str, path: str, kind: str, body: bytes) -> bytes:
    """A digest of what was asked. Bodies are compared byte for byte; `kind` is their Content-Type."""
    return hashlib.sha256(b"\0".join([method.encode(), path.encode(), kind.encode(), body])).digest()


def once(*, client_id: int, key: str, asked: Callable[[], bytes], at: datetime, run: Callable[[], Reply]) -> Reply:
    """The reply to a request that this client has sent with `key`: the stored one, or that of `run`.

    `asked` gives the request's fingerprint; it is called after `run`, which may be what reads a long body.

    Refuses with StillRunning a twin of a request that has not ended, and with KeyUsedOtherwise a key that stands
    for something else (`asked` differs). Replies below 500 are kept for 24 hours, but for 401 and 429.
    """
    with transaction.atomic():
        _lock(client_id, key)
        stored = IdempotencyRecord.objects.filter(client_id=client_id, key=key).first()
        if stored is not None and stored.created_at > at - KEPT:
            if bytes(stored.fingerprint) != asked():
                raise KeyUsedOtherwise
            body = unseal(purpose=SEALED_FOR, sealed=bytes(stored.body).decode(), about=f"{client_id} {key}").encode()
            return Reply(status=stored.status, headers=stored.headers, body=body, replayed=True)
        reply = run()
        if reply.status < 500 and reply.status not in NOT_KEPT:
            record = stored or IdempotencyRecord(client_id=client_id, key=key)
            record.fingerprint, record.status, record.headers = asked(), reply.status, dict(reply.headers)
            record.body = seal(purpose=SEALED_FOR, value=reply.body.decode(), about=f"{client_id} {key}").encode()
            record.created_at = at
            record.save()  # nobody else writes it: the lock is held to the end
        return reply


CLAIM = First(
    sql="""locked AS MATERIALIZED (SELECT pg_try_advisory_xact_lock({0}) AS is_ours), claimed AS (
    INSERT INTO kernel_idempotencyrecord (client_id, key, fingerprint, status, headers, body, created_at)
    SELECT {1}, {2}, {3}, {4}, {5}, {6}, {7} FROM locked WHERE is_ours
    ON CONFLICT (client_id, key) DO NOTHING RETURNING id)""",
    source="claimed",
    types=("bigint", "bigint", "text", "bytea", "smallint", "jsonb", "bytea", "timestamptz"),
)


def insert_once(*, row: AppendOnly, client_id: int, key: str, asked: bytes, reply: Reply, at: datetime) -> bool:
    """Store a row and the reply that tells of it, by one statement, for a key that nobody has used or is using.

    Whether it did; if not, nothing is stored, and `once` says why. They shut each other out: this takes the lock that
    `once` holds, or nothing; and of two rows for one key PostgreSQL takes the first, whatever either saw before.
    """
    sealed = seal(purpose=SEALED_FOR, value=reply.body.decode(), about=f"{client_id} {key}").encode()
    headers = json.dumps(dict(reply.headers))
    return insert_after(row, CLAIM, _lock_of(client_id, key), client_id, key, asked, reply.status, headers, sealed, at)


def forget_old(*, at: datetime) -> int:
    """Delete replies older than 24 hours; says how many."""
    deleted, _ = IdempotencyRecord.objects.filter(created_at__lte=at - KEPT).delete()
    return deleted


def _lock_of(client_id: int, key: str) -> int:
    digest = hashlib.sha256(f"idempotency:{client_id}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _lock(client_id: int, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock_of(client_id, key)])
        (locked,) = cursor.fetchone()
    if not locked:
        raise StillRunning
