"""What was erased stays erased, whatever backup is put in place: rows, history and files, and nothing else."""

import json
import shutil
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.faults.first_start import copied_to
from tests.faults.system import System, until
from tests.faults.test_backup import CANARY, Asker, good, manage, set_up

pytestmark = pytest.mark.xdist_group("backup")
STORE = """
from django.db import transaction; from django.utils import timezone
from kernel.actions import store_file; from kernel.files.examining import examine
from kernel.history import acting; from kernel.queries import system_user
with acting(user=system_user()), transaction.atomic():
    print(store_file(file=examine(name="{name}", content=b"Minutes."), by=system_user(), at=timezone.now()).pk.hex)
"""
NAMES = "SELECT array_agg(id::text) FROM register_name WHERE family_name = %s"
ERASE = "SELECT ledger_erase(%s, %s, %s, %s, 'Schedule 3')"
GROUNDS = "It's \\over"


@pytest.fixture
def systems(tmp_path: Path) -> Iterator[tuple[System, System]]:
    both = System(copied_to(tmp_path / "first" / "state", durable=True)), System(tmp_path / "second" / "state")
    both[1].state.parent.mkdir()
    try:
        yield both
    finally:
        for each in both:
            if each.supervisor is not None:
                each.kill()


def owner(system: System, sql: str, *given: Any) -> Any:
    """The first column that the owner of the tables is answered."""
    session = psycopg2.connect(system.address("MIGRATE_DATABASE_URL"), options="-c app.tenant=all")
    try:
        with session, session.cursor() as cursor:
            cursor.execute("SELECT set_config('app.actor', id::text, true) FROM kernel_user WHERE is_system")
            cursor.execute(sql, given)
            return cursor.fetchone()[0]
    finally:
        session.close()


def key_of(system: System, check: Any) -> str:
    return str(owner(system, "SELECT id FROM barring_check WHERE reference = %s", check["id"]))


def stored(system: System, name: str) -> str:
    return good(manage(system, "shell", "-c", STORE.format(name=name))).split()[-1]


def lying(system: System) -> set[str]:
    return {path.stem for path in (system.state / "media").rglob("*") if path.is_file()}


def statuses(system: System, client: dict[str, str], *checks: Any) -> list[int]:
    asker, found = Asker(system, client), []
    for check in checks:
        try:
            asker.send(f"checks/{check['id']}")
            found.append(200)
        except urllib.error.HTTPError as refused:
            found.append(refused.code)
    return found


def erased_again(system: System, copy: Path) -> int:
    """How many records a restore says that it has erased again."""
    done = json.loads(good(manage(system, "restore", str(copy), "--json", "--reason", "Rehearsal")))
    assert done["ok"]
    return int(done["erased_again"])


def test_a_restore_erases_again_what_was_erased_since_and_nothing_that_came_in_its_place(
    systems: tuple[System, System], tmp_path: Path
) -> None:
    system, other = systems
    client = set_up(system, tmp_path)
    asker = Asker(system, client)
    gone, kept = asker.check(), asker.check()
    bad, fine = stored(system, "bad.txt"), stored(system, "fine.txt")
    good(manage(system, "backup", str(tmp_path / "before")))
    later = key_of(system, asker.check())
    owner(system, ERASE, "barring_check", None, [key_of(system, gone), later], GROUNDS)
    owner(system, ERASE, "kernel_storedfile", "kernel_historicalstoredfile", [bad], GROUNDS)
    owner(system, ERASE, "register_name", "register_historicalname", owner(system, NAMES, CANARY), GROUNDS)
    good(manage(system, "run_due", "--until-idle"))
    assert lying(system) == {fine}

    assert erased_again(system, tmp_path / "before") == 3
    assert (lying(system), owner(system, NAMES, CANARY)) == ({fine}, None)
    instead = Asker(system, client).check()
    assert statuses(system, client, gone, kept, instead) == [410, 200, 200]
    assert key_of(system, instead) == later
    good(manage(system, "backup", str(tmp_path / "after")))
    assert erased_again(system, tmp_path / "after") == 0
    assert statuses(system, client, gone, kept, instead) == [410, 200, 200]
    system.stop()

    copied_to(other.state, durable=True)
    for folder in ("keyring", "keyring-identities", "keyring-notices", "checkpoints"):
        shutil.rmtree(other.state / folder, ignore_errors=True)
        shutil.copytree(system.state / folder, other.state / folder)
    other.begin()
    until(lambda: other.status("/healthz") == 200, seconds=240, what="the process")
    assert other.status("/readyz") == 503
    assert erased_again(other, tmp_path / "before") == 3
    assert (lying(other), owner(other, NAMES, CANARY)) == ({fine}, None)
    assert statuses(other, client, gone, kept) == [410, 200]
    good(manage(other, "doctor"))
