"""The ledger of the running system while its sealer and its database are killed under a stream of writes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.faults.first_start import copied_to
from tests.faults.system import ROOT, System, until

pytestmark = pytest.mark.xdist_group("stack")
EVENT = """INSERT INTO kernel_accessevent
    (user_id, act, permission, noun, reference, allowed, outside_work, reason, asked, found, request_id)
    SELECT id, 'opened', 'any', 'case', %s, true, false, '', '{}', '{}', '' FROM kernel_user WHERE is_system"""


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    started = System(copied_to(tmp_path / "state"), CHECKPOINT_DIR=str(tmp_path / "checkpoints"))
    try:
        started.start()
        yield started
    finally:
        started.kill()


def ledger(system: System, what: str) -> Any:
    """A command of the ledger on the running system; what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment |= {"STATE_DIR": str(system.state), "CHECKPOINT_DIR": str(system.state.parent / "checkpoints")}
    command = [sys.executable, str(ROOT / "manage.py"), "ledger", what]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    return json.loads(ran.stdout)


def write_until(stop: threading.Event, address: str, acknowledged: list[str]) -> None:
    """One row a transaction, with what was acknowledged noted; a killed server is waited for."""
    number = 0
    while not stop.is_set():
        with contextlib.suppress(psycopg2.Error), contextlib.closing(psycopg2.connect(address)) as session:
            while not stop.is_set():
                number += 1
                with session, session.cursor() as cursor:
                    cursor.execute(EVENT, [f"event-{number}"])
                acknowledged.append(f"event-{number}")
        stop.wait(0.1)


def killed(system: System, mark: str) -> None:
    for pid, command in system.processes().items():
        if mark in command:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def all_sealed(address: str, wanted: set[str]) -> bool:
    try:
        with contextlib.closing(psycopg2.connect(address)) as session, session, session.cursor() as cursor:
            cursor.execute(
                "SELECT e.reference FROM kernel_accessevent e JOIN kernel_ledgerleaf l ON l.row = e.id::text "
                "JOIN kernel_ledgerformat f USING (covered, version) WHERE f.\"table\" = 'kernel_accessevent'"
            )
            return wanted <= {reference for (reference,) in cursor.fetchall()}
    except psycopg2.Error:
        return False


def test_kills_of_sealer_and_database_lose_nothing_and_every_row_is_sealed_within_a_minute(system: System) -> None:
    address = system.address("DATABASE_URL")
    acknowledged: list[str] = []
    stop = threading.Event()
    writer = threading.Thread(target=write_until, args=[stop, address, acknowledged])
    writer.start()
    try:
        for mark in ("ledger seal", "bin/postgres", "ledger seal", "bin/postgres"):
            before = len(acknowledged)
            until(lambda count=before: len(acknowledged) > count + 20, seconds=60, what="writes go on")  # type: ignore[misc]
            killed(system, mark)
    finally:
        stop.set()
        writer.join(60)
    began = time.monotonic()
    until(lambda: all_sealed(address, set(acknowledged)), seconds=60, what="every acknowledged row is sealed")
    assert time.monotonic() - began < 60
    head = ledger(system, "checkpoint")
    report = ledger(system, "verify")
    assert (report["ok"], report["reason"]) == (True, None)
    assert report["size"] >= head["size"] > len(acknowledged) > 80
