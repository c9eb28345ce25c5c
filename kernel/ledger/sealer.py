"""Sealing: a pass makes leaves of the rows that it can see and that the pass before it could not.

Each head keeps the snapshot of its pass. Whatever order transactions end in, a row becomes visible between exactly
one pass and the next, so nothing is missed or sealed twice, and nothing waits behind a long transaction. Writers do
nothing and wait for nothing; leaves, nodes and head are one transaction, so a kill leaves all of a pass or none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from kernel import signatures
from kernel.db.coverage import ERA, XID
from kernel.db.triggers import pairs
from kernel.history import ALL, acting
from kernel.ledger import heads, merkle, rows
from kernel.models import LedgerHead

LOCK = 5_012_904_771
"""The advisory lock of whoever seals; any number that nobody else uses."""
_HEADER, _TUPLE, _HASH = 19, 38, 32  # of COPY's binary form: the header; a row of one 32-byte column; the column


class CannotSeal(RuntimeError):
    """The database is not the one that this era began in."""


@dataclasses.dataclass(frozen=True)
class _Pass:
    """What a pass goes on from, and what it sees."""

    size: int
    peaks: merkle.Peaks
    earlier_era: int
    earlier_snapshot: str
    era: int
    snapshot: str
    at: datetime

    def unsealed(self) -> str:
        """SQL: a row `t` that the pass before could not see. Whatever is visible now is this pass's."""
        real = f"pg_visible_in_snapshot(t.{XID}, '{self.snapshot}'::pg_snapshot) OR t.{ERA} < {self.era}"
        # A number from the future is a forgery, which would be new to every pass.
        if not self.size:
            return f"({real})"
        oldest = self.earlier_snapshot.partition(":")[0]
        seen_since = (
            f"t.{ERA} = {self.earlier_era} AND t.{XID} >= '{oldest}'::xid8 "
            f"AND NOT pg_visible_in_snapshot(t.{XID}, '{self.earlier_snapshot}'::pg_snapshot)"
        )
        if self.era == self.earlier_era:  # an OR would keep the planner from the index
            return f"{seen_since} AND ({real})"
        return f"(({seen_since}) OR t.{ERA} > {self.earlier_era}) AND ({real})"


def seal() -> int:
    """Seal everything that has been committed since the last pass; the number of rows.

    Waits for another sealer. Refuses (CannotSeal) a restored database in which no new era was begun. Must not be
    called inside a transaction: it would see its own rows, which nobody else does yet.
    """
    with _alone(wait=True):
        return _pass()


def seal_due(*, at: datetime) -> int:
    """Seal what is due, unless another sealer is at it; the number of rows. `at` is the database's own affair."""
    with _alone(wait=False) as is_free:
        return _pass() if is_free else 0


def waits(*, since: datetime) -> bool:
    """Whether a change made before this instant has not been sealed."""
    histories = {twin._meta.db_table for _model, twin in pairs(apps)}
    with acting(tenant=ALL), transaction.atomic(), connection.cursor() as cursor:
        where = f"({_look(cursor).unsealed()}) AND t.history_date < %(since)s"
        known = [each for each in rows.newest(rows.formats()) if each.table in histories]
        looks = " OR ".join(f"EXISTS (SELECT FROM {each.source} t WHERE {where})" for each in known)
        cursor.execute(f"SELECT {looks}", {"since": since})
        return bool(cursor.fetchone()[0])


def new_era(*, reason: str) -> int:
    """Begin a new era in a restored copy, as the owner; its number. Transactions are counted anew in it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT public.ledger_new_era(%s)", [reason])
        return int(cursor.fetchone()[0])


@contextmanager
def _alone(*, wait: bool) -> Iterator[bool]:
    """Hold the lock of the session: taken before the snapshot, or a pass could go on from a stale head."""
    if connection.in_atomic_block:
        raise CannotSeal("Sealing is not part of a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_{'' if wait else 'try_'}advisory_lock(%s)", [LOCK])
        is_free = cursor.fetchone() != (False,)
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _pass() -> int:
    with acting(tenant=ALL):  # the rows of every organisation
        return _sealed()


def _sealed() -> int:
    signatures.signer(purpose=heads.PURPOSE)  # a key made on first use is a row, and not this pass's to write
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL synchronous_commit = on")
        rows.pin(cursor)
        this = _look(cursor)
        leaves = _leaves(cursor, this)
        if not leaves:
            return 0
        size = this.size + len(leaves)
        nodes = merkle.extend(this.peaks, this.size, leaves)
        if nodes:
            _insert_nodes(cursor, nodes)
        _insert_head(this, size)
        return len(leaves)


def _look(cursor: CursorWrapper) -> _Pass:
    cursor.execute(
        """SELECT pg_current_snapshot()::text, clock_timestamp(), e.number,
            e.system = c.system_identifier AND e.database = d.oid
        FROM pg_control_system() c, pg_database d, public.kernel_ledgerera e
        WHERE d.datname = current_database() ORDER BY e.number DESC LIMIT 1"""
    )
    snapshot, at, era, is_at_home = cursor.fetchone()
    if not is_at_home:
        raise CannotSeal("This database is a copy: begin a new era (restore does) before anything is sealed.")
    last = LedgerHead.objects.order_by("-size").first()
    if last is None:
        return _Pass(0, {}, 0, "", era, snapshot, at)
    return _Pass(last.size, merkle.unpacked(bytes(last.peaks)), last.era, last.snapshot, era, snapshot, at)


def _leaves(cursor: CursorWrapper, this: _Pass) -> list[bytes]:
    """Insert the leaves of this pass, and answer their hashes in order."""
    known = rows.newest(rows.formats())
    where = this.unsealed()
    looks = ", ".join(f"EXISTS (SELECT FROM {each.source} t WHERE {where})" for each in known)
    cursor.execute(f"SELECT ARRAY[{looks}]")
    (found,) = cursor.fetchone()
    fresh = [each for each, has_rows in zip(known, found, strict=True) if has_rows]
    if not fresh:
        return []
    selects = " UNION ALL ".join(_select(each, where) for each in fresh)
    buffer = BytesIO()
    raw: Any = cursor
    raw.copy_expert(
        f"""COPY (INSERT INTO public.kernel_ledgerleaf (position, covered, version, row, commitment, leaf)
        SELECT {this.size - 1} + row_number() OVER (), covered, version, row, commitment, leaf FROM ({selects}) s
        RETURNING leaf) TO STDOUT (FORMAT binary)""",  # noqa: S608
        buffer,
    )
    copied = buffer.getvalue()
    first = _HEADER + _TUPLE - _HASH
    return [copied[at : at + _HASH] for at in range(first, len(copied) - 2, _TUPLE)]


def _select(each: rows.Format, where: str) -> str:
    """One table's fresh rows. OFFSET 0 keeps the planner from working the commitment out twice."""
    return f"""SELECT {each.covered}::smallint AS covered, {each.version}::smallint AS version, {each.row} AS row,
        t.commitment, {rows.leaf_of(each.text("t.commitment"))} AS leaf
        FROM (SELECT t.*, {each.commitment()} AS commitment FROM {each.source} t WHERE {where} OFFSET 0) t"""  # noqa: S608


def _insert_nodes(cursor: CursorWrapper, nodes: list[merkle.Node]) -> None:
    cursor.execute(
        "INSERT INTO public.kernel_ledgernode (level, place, hash) "
        "SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
        [list(column) for column in zip(*nodes, strict=True)],
    )


def _insert_head(this: _Pass, size: int) -> None:
    root = merkle.root_of(this.peaks)
    message = heads.message(
        size=size, root=root.hex(), at=this.at, previous=this.size, era=this.era, snapshot=this.snapshot
    )
    signature = signatures.sign(purpose=heads.PURPOSE, message=message)
    LedgerHead.objects.create(
        size=size,
        previous=this.size,
        root=root,
        era=this.era,
        snapshot=this.snapshot,
        peaks=merkle.packed(this.peaks),
        at=this.at,
        key_id=signature.key_id,
        signature=signature.value,
    )
