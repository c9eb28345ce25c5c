"""PostgreSQL's own recovery to an earlier moment, from a base backup and its archived log, past `restore`."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.faults.first_start import copied_to
from tests.faults.system import System, until
from tests.faults.test_backup import TRUSTS, Asker, good, manage

pytestmark = pytest.mark.xdist_group("backup")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    (tmp_path / "one").mkdir()
    started = System(copied_to(tmp_path / "one" / "state"))
    try:
        yield started
    finally:
        if started.supervisor is not None:
            started.kill()


class Archived:
    """The system's cluster, with its log archived; the superuser's view of it."""

    def __init__(self, system: System) -> None:
        (self.cluster,) = system.state.glob("pg[0-9]*")
        self.system, self.owner = system, self.cluster.stat()
        self.password = json.loads((system.state / "server-passwords.json").read_text())["register_admin"]
        self.archive, self.base = system.state / "archive", system.state / "base"
        self.archive.mkdir()
        os.chown(self.archive, self.owner.st_uid, self.owner.st_gid)
        self.sql("ALTER SYSTEM SET archive_mode = on")
        self.sql(f"ALTER SYSTEM SET archive_command = 'cp %p {self.archive}/%f'")
        (postmaster,) = [pid for pid, line in system.processes().items() if f"postgres -D {self.cluster}" in line]
        os.kill(postmaster, signal.SIGINT)  # archiving begins with a start
        until(lambda: self.sql("SHOW archive_mode") == "on", seconds=60, what="PostgreSQL archives")
        self.programs = Path(f"/proc/{self._postmaster()}/exe").resolve().parent

    def _postmaster(self) -> int:
        return int((self.cluster / "postmaster.pid").read_text().split()[0])

    def sql(self, statement: str) -> Any:
        """The first value of the answer; None also while the server is away."""
        with contextlib.suppress(psycopg2.OperationalError), contextlib.closing(self._session()) as session:
            session.autocommit = True
            with session.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchone()[0] if cursor.description else None
        return None

    def _session(self) -> Any:
        return psycopg2.connect(host=self.sockets, user="register_admin", password=self.password, dbname="register")

    @property
    def sockets(self) -> str:
        return self.system.address("DATABASE_URL").rpartition("host=")[2]

    def back_up(self) -> None:
        """PostgreSQL's own: the files as they stand, without the log, which is archived."""
        command: list[str | Path] = [self.programs / "pg_basebackup", "-D", self.base, "-X", "none", "-c", "fast"]
        command += ["-h", self.sockets, "-U", "register_admin", "-w"]
        environment = {"PGPASSWORD": self.password, "PATH": os.environ["PATH"]}
        subprocess.run(command, env=environment, check=True, capture_output=True)

    def finish(self) -> None:
        last = self.sql("SELECT pg_walfile_name(pg_switch_wal())")
        until(lambda: (self.archive / last).exists(), seconds=60, what="the last of the log is archived")

    def recover(self, target: str) -> None:
        """Put the base backup in place of the cluster, to be brought to the named moment when it starts."""
        shutil.rmtree(self.cluster)
        self.base.rename(self.cluster)
        with (self.cluster / "postgresql.auto.conf").open("a") as file:
            file.write(f"restore_command = 'cp {self.archive}/%f %p'\nrecovery_target_name = '{target}'\n")
            file.write("recovery_target_action = 'promote'\n")
        (self.cluster / "recovery.signal").touch()
        for path in (self.cluster, *self.cluster.rglob("*")):
            os.chown(path, self.owner.st_uid, self.owner.st_gid)
        self.cluster.chmod(0o700)

    def first_difference(self, checkpoints: Path) -> int:
        """Where the leaves part from those kept beside the checkpoint."""
        kept = (checkpoints / "leaf-hashes").read_bytes()
        held = bytes(self.sql("SELECT string_agg(leaf, '' ORDER BY position) FROM kernel_ledgerleaf"))
        return next(at for at in range(len(kept)) if kept[at : at + 1] != held[at : at + 1]) // 32


def refusal(asker: Asker) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        asker.check()
    return refused.value.code, json.load(refused.value)["code"]


def test_a_database_recovered_to_before_its_last_checkpoint_answers_no_check_until_that_is_accepted_for_a_reason(
    system: System,
) -> None:
    system.start()
    good(manage(system, "import_organisations", str(TRUSTS)))
    clients = json.dumps({"api_clients": [{"organisation": "RJ1", "scopes": []}]})
    client = json.loads(good(manage(system, "bootstrap", given=clients)))["api_clients"][0]
    cluster = Archived(system)
    until(lambda: system.status("/readyz") == 200, seconds=60, what="the system is ready again")
    cluster.back_up()
    asker = Asker(system, client)
    asker.check()
    cluster.sql("SELECT pg_create_restore_point('before')")
    lost = asker.check()
    size = json.loads(good(manage(system, "ledger", "checkpoint")))["size"]
    cluster.finish()
    system.stop()

    cluster.recover("before")
    system.begin()
    until(lambda: system.status("/readyz") == 503, seconds=60, what="the recovered system says it is not ready")
    assert refusal(asker) == (503, "ledger_behind")
    found = manage(system, "ledger", "verify")
    report = json.loads(found.stdout)
    place = cluster.first_difference(system.state / "checkpoints")
    assert (found.returncode, report["ok"], report["first_bad_position"]) == (1, False, place)
    assert 0 < place < size
    goes_on_with_a_reason(system, client, lost["id"])


def goes_on_with_a_reason(system: System, client: dict[str, str], lost: str) -> None:
    assert manage(system, "restore", "--recovered").returncode == 1
    good(manage(system, "restore", "--recovered", "--reason", "The disk's last hour is unreadable"))
    until(lambda: system.status("/readyz") == 200, seconds=60, what="the system is ready again")
    asker = Asker(system, client)
    asker.check()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        asker.send(f"checks/{lost}")
    assert json.loads(good(manage(system, "ledger", "verify")))["ok"]
    (aside,) = (system.state / "checkpoints").glob("superseded-*")
    assert "last hour is unreadable" in (aside / "reason.txt").read_text()
