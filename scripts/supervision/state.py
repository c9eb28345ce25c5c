"""The state directory: everything an installation keeps, and the only place the supervisor writes to."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class CannotStart(Exception):
    """The system cannot start; the text says why and what to do."""


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


class State:
    """One state directory, held by one supervisor at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.run_env = self.path / "run.env"
        self.run_pid = self.path / "run.pid"
        self.demo = self.path / "demo.json"
        self.log = self.path / "log"
        self._lock: int | None = None
        self._sockets_note = self.path / "sockets.path"

    def open(self) -> None:
        """Make the directory and take its lock. Refuses a second supervisor and somebody else's directory."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"Cannot make {self.path}: {error.strerror}. Set STATE_DIR to another.") from None
        owner = self.path.stat().st_uid
        if owner != os.geteuid():
            raise CannotStart(
                f"{self.path} belongs to {_name(owner)}, and you are {_name(os.geteuid())}. Run this as"
                f" {_name(owner)}, set STATE_DIR to another folder, or hand it over:\n"
                f"  chown -R {_name(os.geteuid())} {self.path}"
            )
        self._lock = os.open(self.path / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(f"The system already runs on {self.path} ({self._holder()}).") from None
        self.log.mkdir(mode=0o700, exist_ok=True)
        self.log.chmod(0o700)
        for old in self.log.iterdir():
            old.chmod(0o600)

    def _holder(self) -> str:
        try:
            return f"process {self.run_pid.read_text().strip()}"
        except OSError:
            return "it is starting or stopping"

    def announce(self) -> None:
        """Name this process as the one to stop."""
        write_private(self.run_pid, f"{os.getpid()}\n")

    def publish(self, environment: dict[str, str]) -> None:
        """Tell management commands, which run outside the supervisor, where the servers are."""
        write_private(self.run_env, "".join(f"{key}={value}\n" for key, value in environment.items()))

    def withdraw(self) -> None:
        """A clean stop: nothing runs any more."""
        for path in (self.run_env, self.run_pid):
            path.unlink(missing_ok=True)

    def make_socket_directory(self) -> Path:
        """A short path for sockets (the system allows 107 bytes); the one of a killed run is removed."""
        self.remove_socket_directory()
        path = Path(tempfile.mkdtemp(prefix="manager-register-"))
        write_private(self._sockets_note, f"{path}\n")
        return path

    def remove_socket_directory(self) -> None:
        try:
            stale = Path(self._sockets_note.read_text().strip())
        except OSError:
            return
        if stale.name.startswith("manager-register-"):
            shutil.rmtree(stale, ignore_errors=True)
        self._sockets_note.unlink(missing_ok=True)

    def passwords(self, *names: str) -> dict[str, str]:
        """A random password for each name, made once and kept."""
        path = self.path / "server-passwords.json"
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        missing = [name for name in names if name not in kept]
        if missing:
            kept |= {name: secrets.token_urlsafe(24) for name in missing}
            write_private(path, json.dumps(kept, indent=1) + "\n")
        return kept


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
