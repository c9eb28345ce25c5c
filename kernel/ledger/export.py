"""The whole log as text, for anybody who wants to work out its root for themselves."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

from kernel.history import ALL, acting
from kernel.ledger import rows
from kernel.ledger.heads import latest_head

BATCH = 20_000


class RowGone(RuntimeError):
    """A sealed row is not there any more."""


def lines() -> Iterator[str]:
    """The canonical text of every leaf up to the newest head, in order of position.

    SHA-256 of a zero byte and the line is the leaf's hash. Refuses (RowGone) to go on where a sealed row is missing.
    """
    with acting(tenant=ALL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows.pin(cursor)
        head = latest_head()
        known = rows.formats()
        for low in range(0, head.size if head else 0, BATCH):
            high = min(low + BATCH, head.size if head else 0)
            cursor.execute(
                "SELECT DISTINCT covered, version FROM public.kernel_ledgerleaf WHERE position >= %s AND position < %s",
                [low, high],
            )
            here = [known[number] for number in cursor.fetchall()]
            selects = (
                f"SELECT l.position, CASE WHEN t.{each.key} IS NOT NULL THEN {each.text('l.commitment')} END "  # noqa: S608
                f"FROM {each.joined(low, high)}"
                for each in here
            )
            cursor.execute(" UNION ALL ".join(selects) + " ORDER BY 1")
            for position, line in cursor.fetchall():
                if line is None:
                    raise RowGone(f"The row at position {position} is gone. `ledger verify` says more.")
                yield line
