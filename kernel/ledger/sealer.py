"""Sealing: a pass makes leaves of the rows that it can see and that the pass before it could not.

Each head keeps the snapshot of its pass. Whatever order transactions end in, a row becomes visible between exactly
one pass and the next, so nothing is missed or sealed twice, and nothing waits behind a long transaction. Writers do
nothing and wait for nothing; leaves, nodes and head are one transaction, so a kill leaves all of a pass or none.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from kernel import signatures
from kernel.db.coverage import ERA, XID
from kernel.db.triggers import pairs
from kernel.history import ALL, acting
from kernel.ledger import checkpoints, heads, merkle, rows, trust
from kernel.ledger.flow import CHUNK, Flow
from kernel.models import LedgerHead

LOCK = 5_012_904_771
"""The advisory lock of whoever seals; any number that nobody else uses."""
A_PAGE = 5
"""Fresh rows for each page of their table from which on a pass sweeps all of it, in several processes."""
COLUMNS = "position, covered, version, row, commitment, leaf"
TAKE = f"COPY public.kernel_ledgerleaf ({COLUMNS}) FROM STDIN (FORMAT binary)"


_last_believed: dict[str, heads.Head] = {}
"""The head that this process last saw to be signed."""


class CannotSeal(RuntimeError):
    """The database is not the one that this era began in, or its last head is not one of ours."""


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

    def unsealed_by_sweep(self) -> str:
        """SQL for the same, to be asked of every row of a table: in words that the planner holds for likely."""
        if not self.size:
            return self.unsealed()
        return (
            f"(t.{ERA} = {self.earlier_era} AND NOT pg_visible_in_snapshot(t.{XID}, '{self.earlier_snapshot}') "
            f"OR t.{ERA} > {self.earlier_era} AND t.{ERA} <= {self.era}) "
            f"AND (pg_visible_in_snapshot(t.{XID}, '{self.snapshot}') OR t.{ERA} < {self.era})"
        )


def seal() -> int:
    """Seal everything that has been committed since the last pass; the number of rows.

    Waits for another sealer. Refuses (CannotSeal) a restored database in which no new era was begun, and to go on from
    a head that no trusted key signed. Must not be called inside a transaction: it would see its own rows, which nobody
    else does yet.
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
        few, many = _fresh(cursor, this)
        tree = _Tree(this.peaks, this.size)
        if few:
            _seal_few(cursor, few, tree)
        if many:
            _seal_many(cursor, many, tree)
        if tree.size == this.size:
            return 0
        if tree.nodes:
            _insert_nodes(cursor, tree.nodes)
        _insert_head(this, tree.size)
        return tree.size - this.size


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
    _require_signed(heads.head_of(last))
    return _Pass(last.size, merkle.unpacked(bytes(last.peaks)), last.era, last.snapshot, era, snapshot, at)


def _require_signed(head: heads.Head) -> None:
    """Whoever may insert could add a head whose snapshot has seen everything, and nothing would be sealed after it."""
    if head == _last_believed.get("head"):
        return
    try:
        checkpoint = checkpoints.newest()
    except checkpoints.CheckpointRefused:  # it is told of elsewhere, and is no reason to stop
        checkpoint = None
    keys = trust.trusted(checkpoint.keys if checkpoint else None)
    if head.key_id not in keys:  # of this key ring, which was lost and begun anew, or of nobody
        own = signatures.signer(purpose=heads.PURPOSE)
        keys[own.key_id] = trust.Trusted(own.key_id, own.private.public_key().public_bytes_raw().hex())
    if head.key_id not in keys or not keys[head.key_id].has_signed(head):
        raise CannotSeal("The newest head is not signed by a key that this ledger trusts: `ledger verify` says more.")
    _last_believed["head"] = head


@dataclasses.dataclass
class _Tree:
    """The tree as it grows in a pass. `peaks` are those of the pass."""

    peaks: merkle.Peaks
    size: int
    nodes: list[merkle.Node] = dataclasses.field(default_factory=list)

    def grow(self, hashes: bytearray) -> None:
        self.nodes += merkle.extend(self.peaks, self.size, bytes(hashes))
        self.size += len(hashes) // merkle.HASH


def _fresh(cursor: CursorWrapper, this: _Pass) -> tuple[list[str], list[str]]:
    """What this pass seals, in its order: queries of tables with few fresh rows, and of those with many."""
    known = rows.newest(rows.formats())
    where, swept = this.unsealed(), this.unsealed_by_sweep()
    enough = f"greatest({rows.MANY}, {A_PAGE} * pg_relation_size('%s') / current_setting('block_size')::bigint)"
    looks = (
        f"(SELECT ARRAY[count(*), {enough % each.source}] FROM "  # noqa: S608
        f"(SELECT FROM {each.source} t WHERE {where} LIMIT {enough % each.source}) s)"
        for each in known
    )
    cursor.execute(f"SELECT ARRAY[{', '.join(looks)}]")
    (numbers,) = cursor.fetchone()
    counted = list(zip(known, numbers, strict=True))
    few = [_select(each, where) for each, (number, most) in counted if 0 < number < most]
    return few, [_select(each, swept) for each, (number, most) in counted if number >= most]


def _seal_few(cursor: Any, selects: list[str], tree: _Tree) -> None:
    flow = Flow()
    cursor.copy_expert(_copy(selects, tree.size), flow)
    flow.end()
    cursor.copy_expert(TAKE, flow, 2 * CHUNK)
    tree.grow(flow.hashes)


def _seal_many(cursor: Any, selects: list[str], tree: _Tree) -> None:
    """Worked out in a session beside this one, which sees what this one sees and takes the leaves as they come."""
    cursor.execute("SELECT pg_export_snapshot()")
    (snapshot,) = cursor.fetchone()
    flow = Flow()
    with ThreadPoolExecutor(1) as beside:
        working = beside.submit(_work_out, _copy(selects, tree.size), snapshot, flow, tree)
        cursor.copy_expert(TAKE, flow, 2 * CHUNK)
        working.result()  # raises whatever cut the flow short


def _work_out(copy: str, snapshot: str, flow: Flow, tree: _Tree) -> None:
    try:
        with acting(tenant=ALL), transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; "
                f"SET TRANSACTION SNAPSHOT '{snapshot}'; {rows.PINNED}; {rows.SHARED}; "
                "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off"
            )
            taking: Any = cursor
            taking.copy_expert(copy, flow)
    finally:
        flow.end()
        connection.close()
    tree.grow(flow.hashes)


def _copy(selects: list[str], size: int) -> str:
    return (
        f"COPY (SELECT {size - 1} + row_number() OVER () AS {COLUMNS} "  # noqa: S608
        f"FROM ({' UNION ALL '.join(selects)}) s) TO STDOUT (FORMAT binary)"
    )


def _select(each: rows.Format, where: str) -> str:
    """One table's fresh rows.

    A column that changes with the clock keeps the planner from merging the queries: it would work the commitment out
    twice, and the leaves in one process.
    """
    return f"""SELECT {each.covered}::smallint AS covered, {each.version}::smallint AS version, {each.row} AS row,
        t.commitment, {rows.leaf_of(each.text("t.commitment"))} AS leaf, clock_timestamp() AS apart
        FROM (SELECT t.*, {each.commitment()} AS commitment, clock_timestamp() AS apart
            FROM {each.source} t WHERE {where}) t"""  # noqa: S608


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
