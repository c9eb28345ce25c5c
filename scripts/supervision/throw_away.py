"""Servers for one command: a temporary state directory, gone afterwards, and so no durability unless asked."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from supervision.servers import Servers
from supervision.state import State

_PREFIX = "manager-register-test-"


def lend_servers(command: list[str], *, durable: bool = False) -> int:
    """Run `command` with DATABASE_URL, MIGRATE_DATABASE_URL, REDIS_URL and STATE_DIR set; its exit code."""
    _sweep()
    state = State(Path(tempfile.mkdtemp(prefix=_PREFIX)))
    servers = Servers(state, throw_away=True, durable=durable)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        state.open()
        (state.path / "static").mkdir()  # nothing is collected for tests, and its absence would be a warning
        servers.start(os.environ)
        environment = os.environ | servers.addresses | {"STATE_DIR": str(state.path)}
        # A run starts a hundred processes: where this is set, each would compile all that it imports again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return _run(command, environment)
    except KeyboardInterrupt:
        return 130
    finally:
        servers.stop()
        shutil.rmtree(state.path, ignore_errors=True)


def _run(command: list[str], environment: dict[str, str]) -> int:
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '/usr/bin:/bin')}"
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _sweep() -> None:
    """Remove what killed runs of this user left behind; a live one holds its lock."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        lock = path / "run.lock"
        try:
            with lock.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        State(path).remove_socket_directory()
        shutil.rmtree(path, ignore_errors=True)
