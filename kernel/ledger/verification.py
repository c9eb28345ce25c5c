"""Verification: each leaf beside its row, the tree beside heads, nodes and checkpoint, live rows beside history.

Leaves, commitments, nodes and roots are worked out here, from the rows as PostgreSQL prints them. What points at one
position is exact; what only says that something up to some position is wrong is dropped where an exact finding
explains it.
"""

from __future__ import annotations

import dataclasses
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from kernel.db.coverage import ERA, SALT, XID
from kernel.history import ALL, acting
from kernel.ledger import live, rows
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

    def report(self) -> Report:
        whole = self._count()
        trunk = Trunk(self.cursor, self.checkpoint, self._leaves(whole))
        self.findings += (Finding(*found) for found in trunk.findings(self.size))
        self.findings += (Finding(*found) for found in self.tombstones.findings())
        self._unsealed()
        for position, reason in live.differences(self.cursor):
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
        leaves = bytearray(32 * whole)
        if whole >= rows.MANY:
            self.cursor.execute(rows.SHARED)
        self.cursor.execute("SELECT DISTINCT covered, version FROM public.kernel_ledgerleaf")
        for number in self.cursor.fetchall():
            sink = _Sink(self, leaves)
            printed = _printed(self.formats.get(number), number)
            self.cursor.copy_expert(f"COPY ({printed} AND l.position < {whole}) TO STDOUT", sink)
        return leaves

    def _unsealed(self) -> None:
        """Rows that the last pass saw, or must have seen, and that have no leaf."""
        self.cursor.execute(
            "SELECT era, snapshot, (SELECT max(number) FROM public.kernel_ledgerera) "
            "FROM public.kernel_ledgerhead ORDER BY size DESC LIMIT 1"
        )
        for era, snapshot, last_era in self.cursor.fetchall():
            for each in rows.newest(self.formats):
                seen = (
                    f"t.{ERA} < {era} OR (t.{ERA} = {era} AND pg_visible_in_snapshot(t.{XID}, '{snapshot}')) "
                    f"OR NOT pg_visible_in_snapshot(t.{XID}, pg_current_snapshot()) AND t.{ERA} >= {era} "
                    f"OR t.{ERA} > {last_era}"
                )
                self.cursor.execute(
                    f"""SELECT (SELECT min(l.position) FROM {each.source} u JOIN public.kernel_ledgerleaf l
                            ON l.covered = {each.covered} AND l.row = u.{each.key}::text
                            WHERE u.{ERA} = t.{ERA} AND u.{XID} > t.{XID})
                    FROM {each.source} t WHERE ({seen}) AND NOT EXISTS (SELECT FROM public.kernel_ledgerleaf l
                        WHERE l.covered = {each.covered} AND l.row = {each.row}) LIMIT 10"""  # noqa: S608
                )
                for (position,) in self.cursor.fetchall():
                    self._find(self.size if position is None else position, f"a row of {each.table} was never sealed")


def _printed(each: rows.Format | None, number: tuple[int, int]) -> str:
    """SQL: position, text, personal text, salt, commitment, leaf; the texts are NULL where there is no row.

    Keys are compared as text: a leaf may have been changed to name what is no key at all.
    """
    held = "encode(l.commitment, 'hex'), encode(l.leaf, 'hex')"
    of = f"l.covered = {number[0]} AND l.version = {number[1]}"
    if each is None:
        return f"SELECT l.position, NULL, NULL, NULL, {held} FROM public.kernel_ledgerleaf l WHERE {of}"  # noqa: S608
    return (
        f"SELECT l.position, CASE WHEN t.{each.key} IS NOT NULL THEN {each.text('l.commitment')} END, "  # noqa: S608
        f"{each.personal_text()}, encode(uuid_send(t.{SALT}), 'hex'), {held} "
        f"FROM public.kernel_ledgerleaf l LEFT JOIN {each.source} t ON {each.row} = l.row WHERE {of}"
    )


class _Sink:
    """Takes the rows of one COPY, a line each."""

    def __init__(self, verification: _Verification, leaves: bytearray) -> None:
        self._of = verification
        self._leaves = leaves

    def write(self, line: bytes) -> int:
        if b"\\\\" in line:  # COPY doubles the backslash; JSON has no tab or line end to escape
            line = line.replace(b"\\\\", b"\\")
        place, text, personal, salt, commitment, leaf = line[:-1].split(b"\t")
        stored = bytes.fromhex(leaf.decode())
        at = 32 * int(place)
        self._leaves[at : at + 32] = stored if len(stored) == 32 else bytes(32)
        if sha256(b"\0" + text).digest() != stored:
            reason = "the row is gone" if text == b"\\N" else "the row or its leaf was changed"
            self._of._find(int(place), reason)
        elif salt == b"\\N":
            self._of.tombstones.unsalted.add(int(place))
        elif sha256(bytes.fromhex(salt.decode()) + personal).hexdigest().encode() != commitment:
            self._of._find(int(place), "a personal column or the salt was changed")
        return len(line)
