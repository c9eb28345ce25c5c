"""Starts the real system in a folder of its own and looks at it from outside, as an operator would."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STACK = ROOT / "scripts" / "stack.py"
NOBODY = 65534
_OURS = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "STATE_DIR", "PORT", "SECRET_KEY", "KEYRING_DIR")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait for `condition()`; the failure says what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def http_status(port: int, path: str, *, timeout: float = 5.0) -> int | None:
    """The status of a page; None if nothing answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def python_for_anybody() -> str | None:
    """A Python like this one that another user may run; None if there is none (this one may lie in /root)."""
    for python in (os.path.realpath(sys.executable), "/usr/bin/python3", "/usr/local/bin/python3"):
        code = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        try:
            ran = subprocess.run([python, "-c", code], user=NOBODY, group=NOBODY, capture_output=True, check=False)
        except OSError:
            continue
        if ran.returncode == 0:
            return python
    return None


class System:
    """`make run` without its set-up, on a free port and without demonstration data."""

    def __init__(self, state: Path, *, python: str = sys.executable, user: int | None = None, **extra: str) -> None:
        self.state = state
        self.port = free_port()
        self._python = python
        self._user = user
        kept = {name: value for name, value in os.environ.items() if name not in _OURS}
        self._environment = kept | extra | {"STATE_DIR": str(state), "PORT": str(self.port), "DEMO": "0"}
        self.supervisor: subprocess.Popen[bytes] | None = None
        self._output = state.with_suffix(".out")

    def start(self, *, within: float = 240.0) -> None:
        self.begin()
        self.wait_until_ready(within=within)

    def begin(self) -> None:
        """Start the supervisor and look no further."""
        with self._output.open("ab") as output:
            self.supervisor = subprocess.Popen(
                [self._python, str(STACK), "run"],
                env=self._environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                user=self._user,
                group=self._user,
                extra_groups=None if self._user is None else [],
            )

    def wait_until_ready(self, *, within: float) -> None:
        until(lambda: self.status("/readyz") == 200 or self._has_ended(), seconds=within, what="the first page")
        assert not self._has_ended(), self.output()[-3000:]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Signal the process that run.pid names; the seconds until it had ended."""
        assert self.supervisor is not None
        began = time.monotonic()
        os.kill(int((self.state / "run.pid").read_text()), number)
        self.supervisor.wait(15)
        return time.monotonic() - began

    def kill(self, *, sparing: int | None = None) -> None:
        """Everything at once, as when the power goes; all but one process where that is to outlive the others."""
        for pid in self.processes():
            if pid != sparing:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if self.supervisor is not None:
            self.supervisor.wait(5)

    def status(self, path: str, *, timeout: float = 5.0) -> int | None:
        return http_status(self.port, path, timeout=timeout)

    def processes(self) -> dict[int, str]:
        """Every living process of this system, wherever it hangs in the tree, with its command line."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                marks = (folder / "environ").read_bytes() + command.encode()
                alive = (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
                if alive and str(self.state).encode() in marks and int(folder.name) != os.getpid():
                    found[int(folder.name)] = command
        return found

    def environment(self) -> dict[str, str]:
        """What a program run beside this system has in its environment."""
        return dict(self._environment)

    def address(self, name: str) -> str:
        lines = (self.state / "run.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)[name]

    def log(self, name: str) -> str:
        return (self.state / "log" / f"{name}.log").read_text(errors="replace")

    def output(self) -> str:
        """What the supervisors of this system have said."""
        return self._output.read_text(errors="replace")

    def is_running(self) -> bool:
        return self.supervisor is not None and self.supervisor.poll() is None

    def _has_ended(self) -> bool:
        return not self.is_running()
