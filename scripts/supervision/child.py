"""One supervised program: started so that it cannot outlive us, its output kept, stopped in its grace."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")
_LOG_BYTES = 10_000_000
_LOG_FILES = 3
_FIRST_DELAY = 0.2
_LONGEST_DELAY = 10.0
_LIVED_WELL = 20.0


def launched(
    command: Sequence[str | Path], *, identity: str = "self", death_signal: signal.Signals = signal.SIGKILL
) -> list[str]:
    """The command line that runs `command` as `identity` and ends it when this process ends."""
    launcher = [sys.executable, "-I", "-S", str(LAUNCH), str(os.getpid()), identity, str(int(death_signal))]
    return launcher + [str(part) for part in command]


@dataclass
class Child:
    """`grace` is in seconds; `echo` copies the output, JSON lines of the application, to ours."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    identity: str = "self"
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace: float = 1.0
    echo: bool = False
    pass_fds: tuple[int, ...] = ()
    cwd: Path | None = None
    restarts: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _again_at: float | None = field(default=None, init=False)
    _delay: float = field(default=_FIRST_DELAY, init=False)
    _writer: logging.handlers.RotatingFileHandler | None = field(default=None, init=False)

    def start(self) -> None:
        """Must be called by the main thread: the death signal follows the thread that made the child."""
        self._process = subprocess.Popen(
            launched(self.command, identity=self.identity, death_signal=self.death_signal),
            env=dict(self.environment),
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self.pass_fds,
            start_new_session=True,  # a terminal's Ctrl-C is for the supervisor alone
        )
        self._started, self._again_at = time.monotonic(), None
        threading.Thread(target=self._copy_output, args=(self._process,), daemon=True).start()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def restart_if_dead(self) -> str | None:
        """Start a dead program again, later each time it dies young. Returns what to tell, once a death."""
        if self._process is None or self.is_running():
            return None
        now = time.monotonic()
        if self._again_at is None:
            self._end_group()
            lived_well = now - self._started > _LIVED_WELL
            self._delay = _FIRST_DELAY if lived_well else min(self._delay * 2, _LONGEST_DELAY)
            self._again_at = now + self._delay
            return f"{self.name} ended ({self._process.returncode}); starting it again in {self._delay:.1f} s"
        if now >= self._again_at:
            self.restarts += 1
            self.start()
        return None

    def ask_to_stop(self) -> None:
        if self._process is not None and self.is_running():
            self._process.send_signal(self.stop_signal)

    def end(self, deadline: float) -> bool:
        """Wait until `deadline` (monotonic), then kill it with its children. False if it had to be killed."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
            in_time = True
        except subprocess.TimeoutExpired:
            in_time = False
        self._end_group()
        self._process.wait()
        return in_time

    def last_words(self) -> str:
        try:
            return (self.log / f"{self.name}.log").read_text(errors="replace")[-1500:]
        except OSError:
            return ""

    def _end_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def _copy_output(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        if self._writer is None:
            self._writer = logging.handlers.RotatingFileHandler(
                self.log / f"{self.name}.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, errors="replace"
            )
        for line in process.stdout:
            text = line.decode(errors="replace")
            self._writer.emit(logging.makeLogRecord({"msg": "%s", "args": (text.rstrip("\n"),)}))
            if self.echo:
                with contextlib.suppress(OSError, ValueError):
                    sys.stdout.write(text)
                    sys.stdout.flush()
