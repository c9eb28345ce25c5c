"""The one-command stack under bad treatment: kills, stops, half-sent requests, busy ports, another user."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from tests.faults.first_start import copied_to
from tests.faults.system import NOBODY, ROOT, STACK, System, free_port, http_status, python_for_anybody, until

# One system for the whole file, so one worker of a parallel run takes it.
pytestmark = pytest.mark.xdist_group("stack")


@pytest.fixture(scope="module")
def any_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    started = System(copied_to(tmp_path_factory.mktemp("stack") / "state", durable=True))
    try:
        yield started
    finally:
        started.kill()


@pytest.fixture
def system(any_system: System) -> System:
    """The system, running whatever the test before did to it."""
    if not any_system.is_running():
        try:
            any_system.start()
        except AssertionError:
            any_system.kill()  # or the next test would take a system half-way up for a running one
            raise
    return any_system


def half_sent(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(b"POST /api/v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    return connection


def test_forty_half_sent_requests_do_not_keep_others_waiting(system: System) -> None:
    unfinished = [half_sent(system.port) for _ in range(40)]
    try:
        began = time.monotonic()
        assert [system.status("/healthz", timeout=3) for _ in range(10)] == [200] * 10
        assert time.monotonic() - began < 5
    finally:
        for connection in unfinished:
            connection.close()


def test_only_migrations_ever_get_the_owners_address(system: System) -> None:
    owner = system.address("MIGRATE_DATABASE_URL").encode()
    told = [
        command
        for pid, command in system.processes().items()
        if owner in Path(f"/proc/{pid}/environ").read_bytes() + command.encode()
    ]
    assert told == []
    assert stat.S_IMODE((system.state / "run.env").stat().st_mode) == 0o600
    runtime = psycopg2.connect(system.address("DATABASE_URL"))
    with runtime, runtime.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("create table anything ()")
    runtime.close()


def test_what_the_system_writes_is_its_owners_alone(system: System) -> None:
    written = [path for path in (*system.state.iterdir(), *(system.state / "log").iterdir()) if path.is_file()]
    assert {"run.env", "web.log"} <= {path.name for path in written}
    assert [path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


@pytest.mark.parametrize("part", ["serve.py", "celery", "dispatch", "ledger seal", "bin/postgres"])
def test_a_process_that_is_killed_is_started_again(system: System, part: str) -> None:
    before = system.processes()
    os.kill(min(pid for pid, command in before.items() if part in command), signal.SIGKILL)

    def is_back() -> bool:
        return any(part in command for pid, command in system.processes().items() if pid not in before)

    until(is_back, seconds=30, what=f"another {part}")
    until(lambda: system.status("/readyz") == 200, seconds=30, what="a good answer again")


def test_a_second_supervisor_is_refused(system: System) -> None:
    second = subprocess.run(
        [sys.executable, STACK, "run"],
        env=os.environ | {"STATE_DIR": str(system.state), "PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert f"process {(system.state / 'run.pid').read_text().strip()}" in second.stderr


def test_data_survives_the_killing_of_everything(system: System) -> None:
    owner = psycopg2.connect(system.address("MIGRATE_DATABASE_URL"))
    with owner, owner.cursor() as cursor:
        cursor.execute("create table keepsake as select n from generate_series(1, 1000) n")
    system.kill()
    owner.close()

    system.start()

    owner = psycopg2.connect(system.address("MIGRATE_DATABASE_URL"))
    with owner, owner.cursor() as cursor:
        cursor.execute("select count(*), sum(n) from keepsake")
        assert cursor.fetchone() == (1000, 500500)
        for setting in ("data_checksums", "fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute(f"show {setting}")
            assert cursor.fetchone() == ("on",), setting
    owner.close()


def test_a_start_waits_for_what_a_killed_database_left_running(system: System) -> None:
    """A session that has not noticed its server's death holds the memory; no new server starts beside it."""
    session = psycopg2.connect(system.address("MIGRATE_DATABASE_URL"))
    left = session.info.backend_pid
    refusal = "pre-existing shared memory block"
    refused_before = system.log("postgres").count(refusal)
    os.kill(left, signal.SIGSTOP)
    try:
        system.kill(sparing=left)
        system.begin()
        until(lambda: system.log("postgres").count(refusal) > refused_before, seconds=60, what="a refusal to start")
    finally:
        os.kill(left, signal.SIGCONT)
        session.close()
    system.wait_until_ready(within=60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_takes_less_than_ten_seconds_and_leaves_nothing(system: System, number: signal.Signals) -> None:
    sockets = Path(system.address("DATABASE_URL").rpartition("host=")[2])
    assert sockets.is_dir()

    assert system.stop(number) < 10

    assert "did not stop in its time" not in system.output()
    assert system.processes() == {}
    assert not sockets.exists()
    assert not {"run.env", "run.pid"} & {path.name for path in system.state.iterdir()}
    assert system.supervisor is not None
    assert system.supervisor.returncode == 0


def test_killing_the_supervisor_alone_leaves_nothing_running(system: System) -> None:
    assert system.supervisor is not None
    system.supervisor.kill()
    system.supervisor.wait()
    until(lambda: system.processes() == {}, seconds=10, what="the end of every process")


def test_a_busy_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, STACK, "run"],
            env=os.environ | {"STATE_DIR": str(tmp_path / "state"), "PORT": str(port)},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    assert refused.returncode == 1
    assert f"Port {port}: Address already in use. Choose another" in refused.stderr
    assert not list((tmp_path / "state").glob("pg*"))


@pytest.fixture
def strict_server() -> Iterator[int]:
    """The web server alone, giving a caller one second to send a whole request."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, ROOT / "scripts" / "serve.py", "--listen", f"127.0.0.1:{port}", "--request-seconds", "1"]
    )
    try:
        until(lambda: http_status(port, "/healthz") == 200, seconds=30, what="the server")
        yield port
    finally:
        server.terminate()
        server.wait(10)


@pytest.mark.parametrize("more", [b"x", b""], ids=["trickling", "silent"])
def test_an_unfinished_request_is_dropped_in_time(strict_server: int, more: bytes) -> None:
    began = time.monotonic()
    with half_sent(strict_server) as connection:
        connection.settimeout(0.2)
        dropped = False
        while not dropped and time.monotonic() - began < 8:
            try:
                connection.sendall(more)
                dropped = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                dropped = True
    assert dropped
    assert 0.8 < time.monotonic() - began < 4


def test_an_ordinary_user_runs_the_system_too(system: System) -> None:
    if os.geteuid() != 0:
        pytest.skip("the other tests of this file ran as an ordinary user")
    python = python_for_anybody()
    if python is None:
        pytest.skip("no Python of this version here that another user may run")
    # Not in pytest's folder, which is closed to others.
    folder = Path(tempfile.mkdtemp(prefix="manager-register-user-"))
    system.stop()
    shutil.copytree(system.state, folder / "state")  # moved to another place and another owner
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    packages = sysconfig.get_path("purelib")
    theirs = System(folder / "state", python=python, user=NOBODY, PYTHONPATH=packages, HOME=str(folder))
    try:
        theirs.start()
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in theirs.processes()} == {NOBODY}
        assert theirs.stop() < 10
    finally:
        theirs.kill()
        shutil.rmtree(folder)


@pytest.mark.parametrize(("size", "sent"), [(2_000_000, 2_000_000), (900_000_000, 100)], ids=["read past", "not read"])
def test_a_body_that_is_too_large_is_refused_and_kept_nowhere(strict_server: int, size: int, sent: int) -> None:
    with socket.create_connection(("127.0.0.1", strict_server), timeout=20) as connection:
        head = f"POST /api/v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode())
        with suppress(OSError):  # it may hang up before all is sent
            connection.sendall(b"x" * sent)
        assert connection.recv(12) == b"HTTP/1.1 413"
