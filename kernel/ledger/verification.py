"""Verification: each leaf beside its row, the tree beside heads, nodes and checkpoint, live rows beside history.

Leaves, commitments, nodes and roots are worked out here, from the rows as PostgreSQL prints them. What points at one
position is exact; what only says that something up to some position is wrong is dropped where an exact finding
explains it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from struct import Struct
from typing import Any

from django.db import connection, transaction

from kernel.db.coverage import ERA, SALT, XID
from kernel.history import ALL, acting
from kernel.ledger import live, merkle, rows
from kernel.ledger.checkpoints import Checkpoint
from kernel.ledger.tombstones import Tombstones
from kernel.ledger.trunk import Trunk


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something wrong at `position`; up to `until`, where it does not say more exactly."""

    position: int
    reason: str
    until: int | None = None


@dataclasses.dataclass(frozen=True)
class Report:
    """What came of a verification. `erased` counts leaves whose personal columns were erased with a tombstone."""

    ok: bool
    size: int
    first_bad_position: int | None
    reason: str | None
    erased: int


def verify(*, checkpoint: Checkpoint | None = None) -> Report:
    """Everything there is to compare, in one snapshot; the first bad position in the log's order."""
    with acting(tenant=ALL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows.pin(cursor)
        return _Verification(cursor, checkpoint).report()


class _Verification:
    def __init__(self, cursor: Any, checkpoint: Checkpoint | None) -> None:
        self.cursor = cursor
        self.checkpoint = checkpoint
        self.formats = rows.formats()
        self.tombstones = Tombstones(cursor, self.formats)
        self.findings: list[Finding] = []
        self.size = 0
        self.held: Counter[int] = Counter()
        """By number of the table: leaves whose row is there."""

    def report(self) -> Report:
        whole = self._count()
        trunk = Trunk(self.cursor, self.checkpoint, self._leaves(whole))
        with ThreadPoolExecutor(1) as beside:  # the tree grows here while PostgreSQL compares its rows
            growing = beside.submit(trunk.grow)
            differing = list(live.differences(self.cursor))
            is_complete = self._is_complete()
            growing.result()
        self.findings += (Finding(*found) for found in trunk.findings(self.size))
        self.findings += (Finding(*found) for found in self.tombstones.findings())
        if self.findings or not is_complete:
            self._unsealed()
        for position, reason in differing:
            self._find(self.size if position is None else position, reason)
        exact = [found.position for found in self.findings if found.until is None]
        left = [
            found
            for found in self.findings
            if found.until is None or not any(found.position <= place < found.until for place in exact)
        ]
        first = min(left, key=lambda found: found.position, default=None)
        return Report(
            ok=first is None,
            size=self.size,
            first_bad_position=first.position if first else None,
            reason=first.reason if first else None,
            erased=self.tombstones.erased,
        )

    def _find(self, position: int, reason: str) -> None:
        self.findings.append(Finding(position, reason))

    def _count(self) -> int:
        """The number of leaves without a gap from the first on."""
        self.cursor.execute("SELECT count(*), coalesce(max(position) + 1, 0) FROM public.kernel_ledgerleaf")
        count, self.size = self.cursor.fetchone()
        if count == self.size:
            return int(count)
        self.cursor.execute(
            """SELECT min(place) FROM (SELECT position, row_number() OVER (ORDER BY position) - 1 AS place
            FROM public.kernel_ledgerleaf) numbered WHERE position <> place"""
        )
        (gap,) = self.cursor.fetchone()
        self._find(gap, "a leaf is missing")
        return int(gap)

    def _leaves(self, whole: int) -> bytearray:
        """The stored hashes of the leaves up to `whole`, each compared with what its row comes to."""
        leaves = bytearray(merkle.HASH * whole)
        if whole >= rows.MANY:
            self.cursor.execute(rows.SHARED)
        self.cursor.execute("SELECT DISTINCT covered, version FROM public.kernel_ledgerleaf")
        for number in self.cursor.fetchall():
            sink = _Sink(self, leaves)
            printed = _printed(self.formats.get(number), number)
            self.cursor.copy_expert(f"COPY ({printed} AND l.position < {whole}) TO STDOUT (FORMAT binary)", sink)
            self.held[number[0]] += sink.held
        return leaves

    def _is_complete(self) -> bool:
        """Whether as many rows have a leaf as the last pass saw: each has one at most, so that none is without."""
        return all(
            self._count_of(f"SELECT count(*) FROM {each.source} t WHERE {must}") == self.held[each.covered]  # noqa: S608
            for each, must in self._must_be_sealed()
        )

    def _count_of(self, question: str) -> int:
        self.cursor.execute(question)
        (count,) = self.cursor.fetchone()
        return int(count)

    def _must_be_sealed(self) -> Iterator[tuple[rows.Format, str]]:
        """SQL for each table: a row `t` that the last pass saw, or that pretends to come from what is yet to be."""
        self.cursor.execute(
            "SELECT era, snapshot, (SELECT max(number) FROM public.kernel_ledgerera) "
            "FROM public.kernel_ledgerhead ORDER BY size DESC LIMIT 1"
        )
        for era, snapshot, last_era in self.cursor.fetchall():
            for each in rows.newest(self.formats):
                yield (
                    each,
                    f"(t.{ERA} < {era} OR (t.{ERA} = {era} AND pg_visible_in_snapshot(t.{XID}, '{snapshot}')) "
                    f"OR NOT pg_visible_in_snapshot(t.{XID}, pg_current_snapshot()) AND t.{ERA} >= {era} "
                    f"OR t.{ERA} > {last_era})",
                )

    def _unsealed(self) -> None:
        """The rows that must be sealed and have no leaf."""
        for each, must in list(self._must_be_sealed()):
            self.cursor.execute(
                f"""SELECT (SELECT min(l.position) FROM {each.source} u JOIN public.kernel_ledgerleaf l
                        ON l.covered = {each.covered} AND l.row = u.{each.key}::text
                        WHERE u.{ERA} = t.{ERA} AND u.{XID} > t.{XID})
                FROM {each.source} t WHERE {must} AND NOT EXISTS (SELECT FROM public.kernel_ledgerleaf l
                    WHERE l.covered = {each.covered} AND l.row = {each.row}) LIMIT 10"""  # noqa: S608
            )
            for (position,) in self.cursor.fetchall():
                self._find(self.size if position is None else position, f"a row of {each.table} was never sealed")


def _printed(each: rows.Format | None, number: tuple[int, int]) -> str:
    """SQL: position, leaf, commitment, salt, text, personal text; the last three are NULL where there is no row.

    Keys are compared as text: a leaf may have been changed to name what is no key at all.
    """
    held = "l.position, l.leaf, l.commitment"
    of = f"l.covered = {number[0]} AND l.version = {number[1]}"
    if each is None:
        return f"SELECT {held}, NULL::uuid, NULL, NULL FROM public.kernel_ledgerleaf l WHERE {of}"  # noqa: S608
    return (
        f"SELECT {held}, t.{SALT}, CASE WHEN t.{each.key} IS NOT NULL THEN {each.text('l.commitment')} END, "  # noqa: S608
        f"{each.personal_text()} "
        f"FROM public.kernel_ledgerleaf l LEFT JOIN {each.source} t ON {each.row} = l.row WHERE {of}"
    )


_BEGINNING, _END = b"PGCOPY\n", b"\xff\xff"
_USUAL = Struct("!H i q i 32s i 32s i 16s i")
"""A row of COPY's binary form as it nearly always is: each column after its length, up to the length of the text."""
_LENGTHS = (6, 8, 32, 32, 16)
_LENGTH = Struct("!i")


class _Sink:
    """Takes the rows of one COPY, in its binary form: a row a call, the first one after the form's own beginning."""

    def __init__(self, verification: _Verification, leaves: bytearray) -> None:
        self._of = verification
        self._leaves = leaves
        self.held = 0

    def write(self, sent: bytes) -> int:
        row = sent[19:] if sent.startswith(_BEGINNING) else sent
        if len(row) > len(_END):
            self._compare(*_columns(row))
        return len(sent)

    def _compare(
        self, place: int, leaf: bytes, commitment: bytes, salt: bytes | None, text: bytes | None, personal: bytes
    ) -> None:
        at = merkle.HASH * place
        self._leaves[at : at + merkle.HASH] = leaf if len(leaf) == merkle.HASH else bytes(merkle.HASH)
        self.held += text is not None
        if text is None or merkle.leaf_hash(text) != leaf:
            self._of._find(place, "the row is gone" if text is None else "the row or its leaf was changed")
        elif salt is None:
            self._of.tombstones.unsalted.add(place)
        elif sha256(salt + personal).digest() != commitment:
            self._of._find(place, "a personal column or the salt was changed")


def _columns(row: bytes) -> Any:
    if len(row) > _USUAL.size:
        number, a, place, b, leaf, c, commitment, d, salt, long = _USUAL.unpack_from(row)
        if (number, a, b, c, d) == _LENGTHS and long >= 0:
            end = _USUAL.size + long
            return place, leaf, commitment, salt, row[_USUAL.size : end], row[end + _LENGTH.size :]
    found, at = [], 2
    for _ in range(6):
        (long,) = _LENGTH.unpack_from(row, at)
        at += _LENGTH.size
        found.append(None if long < 0 else row[at : at + long])
        at += max(long, 0)
    return int.from_bytes(found[0] or b"", "big", signed=True), *found[1:]
