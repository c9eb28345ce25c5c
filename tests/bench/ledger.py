"""How fast the ledger seals and verifies: rows of history of a table with eleven columns, three of them personal."""

import statistics
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from kernel import ledger
from kernel.history import ALL, acting
from kernel.queries import system_user_id
from tests.bench.figures import Figure, stopwatch

ROWS, ROUNDS = 200_000, 3
WRITE = """INSERT INTO bench_kept
    (name, born_on, note, place, title, reference, is_open, facts, seen_at, amount, officer)
    SELECT 'Ama Osei ' || n, date '1960-01-01' + n %% 15000, 'Seen on the ward, and "well"', n, 'Director',
    'CC-2026-' || n, true, '{"tier": "board"}', now(), n %% 900, n %% 50 FROM generate_series(1, %s) n"""


def seal_round() -> float:
    with acting(user=system_user_id(), reason="Benchmark"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE.replace("bench_kept", table()), [ROWS])
    with stopwatch() as watch:
        sealed = ledger.seal()
    assert sealed >= ROWS
    return sealed / watch.seconds


def table() -> str:
    from tests.bench.models import Kept

    return Kept._meta.db_table


def verify_round() -> float:
    with stopwatch() as watch:
        report = ledger.verify(checkpoint=ledger.newest_checkpoint())
    assert report.ok, report
    return report.size / watch.seconds


def figures() -> list[Figure]:
    """`ledger_seal` and `ledger_verify`, in rows a second."""
    with tempfile.TemporaryDirectory() as folder, acting(tenant=ALL):
        settings.CHECKPOINT_DIR = Path(folder)
        ledger.seal()
        sealed = [seal_round() for _ in range(ROUNDS)]
        ledger.write_checkpoint()
        verified = [verify_round() for _ in range(ROUNDS)]
    return [rate("ledger_seal", 150_000, sealed), rate("ledger_verify", 80_000, verified)]


def rate(name: str, goal: float, rounds: list[float]) -> Figure:
    value = round(statistics.median(rounds))
    return Figure(name, value, goal, "rows/s", min(rounds), max(rounds), at_least=True)
