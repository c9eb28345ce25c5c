"""The files of a backup: written once, with their checksums, encrypted where there is a key.

Encrypted, a file is seven random bytes and then pieces of AES-256-GCM. A piece's nonce holds those bytes, its place,
and whether it is the last: none can be left out, swapped, or put into another file.
"""

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from config.backups import BackupRefused

PIECE = 1 << 20
TAG = 16


def key_of_backups() -> bytes | None:
    """The key in the file that BACKUP_KEY names (64 hexadecimal digits); None where none is named."""
    if not settings.BACKUP_KEY:
        return None
    try:
        key = bytes.fromhex(Path(settings.BACKUP_KEY).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != 32:
        raise BackupRefused("BACKUP_KEY must name a file with 64 hexadecimal digits: openssl rand -hex 32 > FILE")
    return key


class Writer(io.RawIOBase):
    """A file of a backup being written. Its size and checksum are those of what lies on disk."""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._name, self._key, self._start, self._place, self._held = path.name, key, b"", 0, bytearray()
        self.digest, self.size = hashlib.sha256(), 0
        if key:
            self._start = secrets.token_bytes(7)
            self._put(self._start)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._held += content
        while len(self._held) > PIECE:
            self._piece(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(content)

    def finish(self) -> None:
        """Write the last piece, and make the file durable."""
        self._piece(bytes(self._held), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _piece(self, content: bytes, *, last: bool) -> None:
        if self._key:
            nonce = nonce_of(self._start, self._place, last)
            content = AESGCM(self._key).encrypt(nonce, content, self._name.encode())
        self._place += 1
        self._put(content)

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self.digest.update(content)
        self.size += len(content)


def nonce_of(start: bytes, place: int, last: bool) -> bytes:
    return start + place.to_bytes(4, "big") + bytes([last])


def pieces(path: Path, key: bytes | None) -> Iterator[bytes]:
    """What was written into a file of a backup. Refuses one that another key sealed, or that was changed."""
    with path.open("rb") as file:
        start, place = (file.read(7) if key else b""), 0
        size = PIECE + TAG if key else PIECE
        piece = file.read(size)
        while piece:
            following = file.read(size)
            yield _opened(path, key, nonce_of(start, place, not following), piece) if key else piece
            piece, place = following, place + 1


def _opened(path: Path, key: bytes, nonce: bytes, piece: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, piece, path.name.encode())
    except InvalidTag:
        raise BackupRefused(f"{path.name} was sealed with another BACKUP_KEY, or was changed.") from None


@contextmanager
def reading(path: Path, key: bytes | None) -> Iterator[io.BufferedReader]:
    """The same as a file to read from its beginning."""
    yield io.BufferedReader(_Reader(pieces(path, key)), PIECE)


class _Reader(io.RawIOBase):
    def __init__(self, source: Iterator[bytes]) -> None:
        self._source, self._left = source, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._source, None)
            if piece is None:
                return 0
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
