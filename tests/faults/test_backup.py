"""A backup made while the system is written to, put in place of an empty one, and one that would go back in time."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.faults.first_start import copied_to
from tests.faults.system import ROOT, System, until

pytestmark = pytest.mark.xdist_group("backup")
TRUSTS = ROOT / "kernel" / "reference" / "ods_nhs_trusts_2025-07.csv"
CANARY = "Quillfeather"
PEOPLE = (
    "reference,family_name,given_names,previous_family_names,date_of_birth,organisation,job_title,tier,started_on,"
    f"registered_on,email\nP1,{CANARY},Ama,,1974-03-09,,,,,2026-01-05,\n"
)
QUESTION = {
    "subject": {"family_name": CANARY, "given_names": "Ama", "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director"},
    "purpose": "pre_appointment",
}
# In the order in which they are dropped; the system reads none of them by itself.
EARLY, BETWEEN, LATE = "account_emailconfirmation", "auth_group_permissions", "oauth2_provider_grant"
WAITED_FOR = """SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass
    AND mode = 'AccessExclusiveLock' AND clock_timestamp() - waitstart > interval '2 seconds')"""
# Deadlocks are looked for after one second.
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
Run = subprocess.CompletedProcess[str]


def manage(system: System, *arguments: str, given: str = "", **settings: str) -> Run:
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_DIR", "_ROOT"))}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=kept | {"STATE_DIR": str(system.state), "DEMO": "0"} | settings,
        input=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def good(done: Run) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Asker:
    """A trust's program."""

    def __init__(self, system: System, client: dict[str, str]) -> None:
        self.base = f"http://127.0.0.1:{system.port}/api/v1/"
        pair = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        form = b"grant_type=client_credentials"
        self.headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        token = self.send("token", form)["access_token"]
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self.base + path, data=body, headers=self.headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def check(self) -> Any:
        return self.send("checks", json.dumps(QUESTION).encode())


@pytest.fixture
def systems(tmp_path: Path) -> Iterator[tuple[System, System]]:
    first, second = System(copied_to(tmp_path / "first" / "state", durable=True)), System(tmp_path / "second" / "state")
    second.state.parent.mkdir()
    try:
        yield first, second
    finally:
        for each in (first, second):
            if each.supervisor is not None:
                each.kill()


def set_up(system: System, folder: Path) -> dict[str, str]:
    """One person on the register, and the client of a trust."""
    system.start()
    good(manage(system, "import_organisations", str(TRUSTS)))
    (folder / "people.csv").write_text(PEOPLE)
    good(manage(system, "import_people", str(folder / "people.csv")))
    accounts = {"staff": [{"email": "a@example.org", "name": "A", "roles": ["administrator"]}]}
    given = json.dumps({**accounts, "api_clients": [{"organisation": "RJ1", "scopes": []}]})
    client: dict[str, str] = json.loads(good(manage(system, "bootstrap", given=given)))["api_clients"][0]
    return client


def backed_up_under_writes(system: System, asker: Asker, target: Path, key: Path) -> list[Any]:
    """A backup made while checks are asked and answered; those acknowledged before it began."""
    before, stop = [asker.check() for _ in range(5)], threading.Event()
    later: list[Any] = []

    def go_on() -> None:
        while not stop.is_set():
            later.append(asker.check())

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        good(manage(system, "backup", str(target), BACKUP_KEY=str(key)))
    finally:
        stop.set()
        writer.join()
    assert later
    return before


def test_a_backup_made_under_writes_answers_the_same_in_an_empty_system_and_never_goes_back_unnoticed(
    systems: tuple[System, System], tmp_path: Path
) -> None:
    system, empty = systems
    client = set_up(system, tmp_path)
    asker = Asker(system, client)
    key, copy = tmp_path / "key", tmp_path / "copy"
    key.write_text(os.urandom(32).hex())
    before = backed_up_under_writes(system, asker, copy, key)
    assert not any(CANARY.encode() in path.read_bytes() for path in copy.iterdir())

    asker.check()
    good(manage(system, "ledger", "checkpoint"))
    late = manage(system, "restore", str(copy), BACKUP_KEY=str(key))
    assert (late.returncode, "older than the checkpoint" in late.stderr) == (1, True)
    assert asker.check()["outcome"] == before[0]["outcome"]
    system.stop()

    copied_to(empty.state, durable=True)
    for folder in ("keyring", "keyring-identities", "keyring-notices"):  # as docs/operations/backup.md has it
        shutil.rmtree(empty.state / folder, ignore_errors=True)
        shutil.copytree(system.state / folder, empty.state / folder)
    empty.start()
    locked = manage(empty, "restore", str(copy))
    assert (locked.returncode, "set BACKUP_KEY" in locked.stderr) == (1, True)
    good(manage(empty, "restore", str(copy), BACKUP_KEY=str(key)))
    restored_is_as_it_was(empty, client, before)
    with in_the_way(empty):
        again = good(manage(empty, "restore", str(copy), "--reason", "O'Hara's rehearsal", BACKUP_KEY=str(key)))
    assert "The ledger verifies." in again
    restored_is_as_it_was(empty, client, before)


@contextlib.contextmanager
def in_the_way(system: System) -> Iterator[None]:
    """Somebody holds a table that is dropped late and waits for one that is dropped early: PostgreSQL ends the restore.

    A third holds the restore up in between, until the first has looked for a deadlock and found none yet.
    """
    first, between, watch = (psycopg2.connect(system.address("MIGRATE_DATABASE_URL")) for _ in range(3))
    watch.autocommit = True

    def answer(sql: str, *given: str) -> Any:
        with watch.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchone()[0]

    def get_in_the_way() -> None:
        until(lambda: answer(WAITED_FOR, BETWEEN), seconds=120, what="the restore held up")
        waiting = threading.Thread(target=lock, args=[first, EARLY])
        waiting.start()
        until(lambda: answer(WAITED_FOR, EARLY), seconds=30, what="the other held up")
        between.rollback()
        waiting.join()
        first.rollback()

    met = answer(DEADLOCKS)
    lock(first, LATE)
    lock(between, BETWEEN)
    other = threading.Thread(target=get_in_the_way)
    other.start()
    try:
        yield
    finally:
        other.join()
    assert answer(DEADLOCKS) > met
    for session in (first, between, watch):
        session.close()


def lock(session: Any, table: str) -> None:
    session.cursor().execute(f"LOCK TABLE {table}")


def restored_is_as_it_was(system: System, client: dict[str, str], before: list[Any]) -> None:
    asker = Asker(system, client)
    for each in before:
        assert asker.send(f"checks/{each['id']}") == {**each, **_later(asker, each)}
    fresh = asker.check()
    assert {name: fresh[name] for name in ("outcome", "match", "registration")} == {
        name: before[0][name] for name in ("outcome", "match", "registration")
    }
    assert json.loads(good(manage(system, "ledger", "verify")))["ok"]
    good(manage(system, "doctor"))


def _later(asker: Asker, each: Any) -> dict[str, Any]:
    """What is said only when the check is asked."""
    return {name: asker.send(f"checks/{each['id']}").get(name) for name in ("receipt", "receipt_salt") if name in each}
