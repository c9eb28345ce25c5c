"""The system's web server and PostgreSQL under another clock, which can be moved while they run (libfaketime)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import libfaketime

from tests.faults.first_start import copied_to
from tests.faults.system import ROOT, free_port, http_status, until
from tests.faults.trial import prepared

sys.path.append(str(ROOT / "scripts"))
from supervision.child import Child
from supervision.postgres import OWNER, RUNTIME, Postgres
from supervision.state import State

LIBRARY = Path(libfaketime.__file__).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"


class Clock:
    """A file that says by how much every process is ahead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._set(0.0)

    def move_to(self, at: datetime) -> None:
        """It is this instant now, everywhere, and time goes on."""
        self._set(at.timestamp() - time.time())

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead, tz=UTC)

    def _set(self, seconds: float) -> None:
        self.ahead = seconds
        draft = self._path.with_suffix(".new")
        draft.write_text(f"{seconds:+.6f}\n")
        draft.rename(self._path)  # nobody reads half of it

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to live by this clock. Waiting goes by a clock that never jumps."""
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


class TravellingPostgres(Postgres):
    """The product's PostgreSQL, living by the clock of `clock.environment`."""

    clock: Clock

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.clock.environment


def _close_log_of(ended: Child) -> None:
    """What a supervisor leaves to its own end."""
    if ended._writer is not None:
        ended._writer.close()
    if ended._process is not None and ended._process.stdout is not None:
        ended._process.stdout.close()


class Travelling:
    """A running system of web and PostgreSQL, and what was put into it."""

    def __init__(self, clock: Clock, port: int, environment: dict[str, str], cast: dict[str, Any]) -> None:
        self.clock, self.port, self.cast = clock, port, cast
        self._environment = environment

    def manage(self, *arguments: str) -> int:
        """The exit code of a management command, run by the same clock."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        ran = subprocess.run(command, env=self._environment, cwd=ROOT, capture_output=True, timeout=120, check=False)
        return ran.returncode


@contextmanager
def travelling(folder: Path, *days: str) -> Iterator[Travelling]:
    """A system with somebody barred until the end of each day."""
    folder.chmod(0o711)
    clock = Clock(folder / "clock")
    TravellingPostgres.clock = clock
    state = State(copied_to(folder / "state"))
    state.open()
    server = TravellingPostgres.prepare(state, state.make_socket_directory(), throw_away=False, durable=False)
    database, port = server.child(state.log), free_port()
    web: subprocess.Popen[bytes] | None = None
    database.start()
    try:
        server.wait_until_ready(database)
        environment = os.environ | {"STATE_DIR": str(state.path), "PORT": str(port), "DEMO": "0"}
        environment |= {"DATABASE_URL": server.url(RUNTIME), "MIGRATE_DATABASE_URL": server.url(OWNER)}
        cast = prepared(environment, *days)
        environment |= clock.environment
        serve = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--listen", f"127.0.0.1:{port}"]
        with (state.log / "web.log").open("wb") as log:
            web = subprocess.Popen(serve, env=environment, cwd=ROOT, stdout=log)
        until(lambda: http_status(port, "/readyz") == 200, seconds=120, what="the first page")
        yield Travelling(clock, port, environment, cast)
    finally:
        if web is not None:
            web.terminate()
            web.wait(20)
        database.ask_to_stop()
        database.end(time.monotonic() + 10)
        _close_log_of(database)
        state.remove_socket_directory()
