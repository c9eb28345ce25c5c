"""The virus scanner: ClamAV's clamd, asked over its own protocol (INSTREAM) at CLAMD_URL."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings

PIECE = 65_536
SECONDS = 20


class ScannerSilent(Exception):
    """The scanner cannot be reached: nothing can be scanned now."""


class NoVerdict(Exception):
    """The scanner answered, and came to no verdict on this file."""


def is_configured() -> bool:
    """Whether this installation has a scanner."""
    return bool(settings.CLAMD_URL)


def verdict_on(content: bytes) -> str:
    """What the scanner calls the virus it found; empty when it found none."""
    try:
        with closing(_connected()) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            answer = b"".join(iter(lambda: line.recv(4096), b"")).rstrip(b"\0\n").decode("ascii", "replace")
    except OSError as fault:
        raise ScannerSilent(type(fault).__name__) from fault
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:200] or "unnamed"
    if answer != "stream: OK":
        raise NoVerdict(answer[:200])
    return ""


def _connected() -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(SECONDS)
        line.connect(address.path)
    except OSError:
        line.close()
        raise
    return line
