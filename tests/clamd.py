"""A virus scanner for tests: speaks clamd's INSTREAM and knows one virus."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.factories.files import EICAR


def _read(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        got += line.recv(size - len(got)) or b"\xff" * size
    return got[:size]


def _answer(line: socket.socket, verdict: bytes) -> None:
    assert _read(line, 10) == b"zINSTREAM\0"
    content = b""
    while size := int.from_bytes(_read(line, 4), "big"):
        content += _read(line, size)
    line.sendall(verdict or (b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"))


@contextmanager
def scanner(place: Path, *, verdict: bytes = b"") -> Iterator[str]:
    """A scanner that listens on a socket file, and its address. With `verdict` it always answers that."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place / "clamd"))
    listener.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                _answer(line, verdict)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix://{place}/clamd"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)
