"""Erased rows: each was named by a tombstone, has no salt, and holds nothing in its personal columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.ledger.rows import Format


class Tombstones:
    """What the tombstones name, beside the leaves found without a salt (`unsalted`, filled while they are read)."""

    def __init__(self, cursor: Any, formats: dict[tuple[int, int], Format]) -> None:
        self._cursor = cursor
        self._newest = {each.table: each for each in formats.values()}
        self.unsalted: set[int] = set()
        self.erased = 0

    def findings(self) -> Iterator[tuple[int, str]]:
        """Salts gone without a tombstone, and what was put back in spite of one. Counts the others as erased."""
        buried = dict(self._buried())
        for position in sorted(self.unsalted - buried.keys()):
            yield position, "the salt was destroyed without a tombstone"
        for position, is_blank in buried.items():
            if position not in self.unsalted:
                yield position, "erased, and yet its salt is there"
            elif not is_blank:
                yield position, "erased, and yet personal columns are there"
            else:
                self.erased += 1

    def _buried(self) -> Iterator[tuple[int, bool]]:
        """The leaves that tombstones name, and whether their rows are blank."""
        self._cursor.execute('SELECT DISTINCT "table" FROM public.kernel_erasure')
        for (table,) in self._cursor.fetchall():
            if (each := self._newest.get(table)) is None:
                continue  # of a record's own table, whose rows are no leaves
            self._cursor.execute(
                f"""SELECT l.position, {self._is_blank(each)} FROM public.kernel_ledgerleaf l
                JOIN {each.source} t ON {each.row} = l.row
                WHERE l.covered = {each.covered}
                AND l.row IN (SELECT unnest(rows) FROM public.kernel_erasure WHERE "table" = '{table}')"""  # noqa: S608
            )
            yield from self._cursor.fetchall()

    def _is_blank(self, each: Format) -> str:
        """SQL: blanking the row once more would change nothing."""
        self._cursor.execute(
            "SELECT name, public.ledger_blank(%s::regclass, name) FROM unnest(%s::text[]) AS name",
            [each.source, list(each.personal)],
        )
        same = [f"t.{name} IS NOT DISTINCT FROM ({blank})" for name, blank in self._cursor.fetchall()]
        return " AND ".join(same) or "true"
