"""How fast the ledger seals and verifies rows of two widths, three or four columns of each being personal.

`ledger_seal` and `ledger_verify`: rows that are only added to, of ten columns, the key and the ledger's two, 13 in
all, as access events, steps and the smaller histories have (the median of all covered tables is 16). Their `_wide`
twins: history of a table of eleven columns and its key, with what history and the ledger add, 21 in all.
"""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from kernel import ledger
from kernel.history import ALL, acting
from kernel.queries import system_user_id
from tests import database
from tests.bench.figures import Figure, stopwatch

ROWS, ROUNDS = 200_000, 3
NARROW = """INSERT INTO bench_noted
    (name, born_on, note, place, title, reference, is_open, seen_at, amount, officer)
    SELECT 'Ama Osei ' || n, date '1960-01-01' + n %% 15000, 'Seen on the ward, and "well"', n, 'Director',
    'CC-2026-' || n, true, now(), n %% 900, n %% 50 FROM generate_series(1, %s) n"""
WIDE = """INSERT INTO bench_kept
    (name, born_on, note, place, title, reference, is_open, facts, seen_at, amount, officer)
    SELECT 'Ama Osei ' || n, date '1960-01-01' + n %% 15000, 'Seen on the ward, and "well"', n, 'Director',
    'CC-2026-' || n, true, '{"tier": "board"}', now(), n %% 900, n %% 50 FROM generate_series(1, %s) n"""


def seal_round(insert: str) -> float:
    write(insert, ROWS)
    with stopwatch() as watch:
        sealed = ledger.seal()
    assert sealed >= ROWS
    return sealed / watch.seconds


def write(insert: str, count: int) -> None:
    with acting(user=system_user_id(), reason="Benchmark"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [count])


def verify_round() -> float:
    with stopwatch() as watch:
        report = ledger.verify(checkpoint=ledger.newest_checkpoint())
    assert report.ok, report
    return report.size / watch.seconds


def figures() -> Iterator[Figure]:
    """`ledger_seal` and `ledger_verify`, in rows a second, and the same of wide rows."""
    for insert, kind in ((NARROW, ""), (WIDE, "_wide")):
        with tempfile.TemporaryDirectory() as folder, acting(tenant=ALL):
            settings.CHECKPOINT_DIR = Path(folder)
            ledger.seal()
            sealed = [seal_round(insert) for _ in range(ROUNDS)]
            ledger.write_checkpoint()
            verified = [verify_round() for _ in range(ROUNDS)]
        yield rate(f"ledger_seal{kind}", 150_000, sealed)
        yield rate(f"ledger_verify{kind}", 80_000, verified)
        database.put_back_first_rows()  # the next log has rows of its own kind alone


def rate(name: str, goal: float, rounds: list[float]) -> Figure:
    value = round(statistics.median(rounds))
    return Figure(name, value, goal, "rows/s", min(rounds), max(rounds), at_least=True)
