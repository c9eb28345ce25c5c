"""How much of a request's body is taken in: no more than its address takes, and nothing readable on a disk.

waitress alone keeps up to a gigabyte of each body in an unsealed file before the application is asked. Here a small
body stays in memory, and a large one goes to a file without a name, encrypted with a key that nobody keeps. What is
over an address's limit is read past and thrown away, so that its sender can still read why, and far over it not at all.
"""

import io
import secrets
import tempfile
import threading
import weakref
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, ClassVar

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.utilities import Error, RequestEntityTooLarge

ANYWHERE = 1_100_000
"""Bytes that every address may be sent: the application's own limit is a little lower, and answers in words."""
READ_PAST = 32_000_000
"""Bytes that are read to be thrown away, or taken in before anybody is asked who sends them."""
LARGEST = 260_000_000
"""Bytes that no address is sent."""
LARGE_AT_ONCE = 8
"""Bodies over ANYWHERE that one process takes in at the same time."""
OF_STRANGERS_AT_ONCE = 3
"""How many of these may be of senders who are nobody known, where an address takes files of such."""
LEAST_A_SECOND = 32_000
"""Bytes (a line of 256 kbit/s) that a signed-in sender of a large body brings, to be given as long again."""


class Busy(Error):  # type: ignore[misc]
    code = 503
    reason = "Service Unavailable"


class SealedFile(io.RawIOBase):
    """A temporary file that only this object can read: AES in counter mode, under a key that dies with it."""

    def __init__(self) -> None:
        self._cipher = Cipher(AES(secrets.token_bytes(32)), CTR(bytes(16)))
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=1 << 16)  # noqa: SIM115 - closed with this
        self._sealing: CipherContext = self._cipher.encryptor()
        self._opening: CipherContext = self._cipher.decryptor()

    def readable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        return self._file.write(self._sealing.update(piece))

    def rewind(self) -> None:
        """Read from the beginning."""
        self._file.seek(0)
        self._opening = self._cipher.decryptor()

    def readinto(self, buffer: Any) -> int:
        piece = self._opening.update(self._file.read(len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


class CappedBuffer:
    """Keeps a body up to its limit, and of a longer one only the length."""

    def __init__(self, most: int) -> None:
        self._most, self._length = most, 0
        self._kept: BytesIO | SealedFile = BytesIO()

    def append(self, piece: bytes) -> None:
        self._length += len(piece)
        if self._length > self._most:
            self.drop()
            return
        if self._length > ANYWHERE and isinstance(self._kept, BytesIO):
            small, self._kept = self._kept, SealedFile()
            self._kept.write(small.getvalue())
        self._kept.write(piece)

    def drop(self) -> None:
        """Keep nothing of it, and nothing of what is still to come."""
        self._most = 0
        self._kept.close()
        self._kept = BytesIO()

    def __len__(self) -> int:
        return self._length

    def getfile(self) -> Any:
        if isinstance(self._kept, BytesIO):
            self._kept.seek(0)
            return self._kept
        self._kept.rewind()
        return io.BufferedReader(self._kept)

    def close(self) -> None:
        self._kept.close()


class BoundedParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request. `largest` says how many bytes an address takes; it is asked only about large requests.
    `is_known` says whether cookies, or else an `Authorization` header, are those of a signed-in user or of a program
    with a live token; it is asked only about bodies that take long, and at once about the largest. `is_for_strangers`
    says which addresses take files of senders who are neither."""

    largest: ClassVar[Callable[[str], int]]
    is_for_strangers: ClassVar[Callable[[str], bool]]
    is_known: ClassVar[Callable[[str, str], bool]]
    is_from_user: bool | None = None
    is_from_stranger = False
    has_asked = False
    counted = 0
    taking: ClassVar["weakref.WeakSet[BoundedParser]"] = weakref.WeakSet()

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if not self.chunked and not self.content_length:
            return
        most = ANYWHERE
        if self.content_length > ANYWHERE:
            most = min(self.content_length, type(self).largest(self.path)) if self._may_be_large() else ANYWHERE
            if most > ANYWHERE and not self._is_taken():
                return
        buffer: Any = CappedBuffer(most)
        chunked, size = self.chunked, self.content_length
        if size > most and size >= READ_PAST:
            self.error, self.completed = RequestEntityTooLarge("The body is larger than this address takes."), True
            return
        self.body_rcv: Any = ChunkedReceiver(buffer) if chunked else FixedStreamReceiver(size, buffer)
        if size > READ_PAST:
            self.find_out_who_sends()

    def _may_be_large(self) -> bool:
        """Whether somebody sends it who could be signed in, or to where strangers too may send files."""
        if "COOKIE" in self.headers or "AUTHORIZATION" in self.headers:
            return True
        self.is_from_stranger = type(self).is_for_strangers(self.path)
        return self.is_from_stranger

    def _is_taken(self) -> bool:
        of_strangers = sum(each.is_from_stranger for each in self.taking)
        is_one_too_many = self.is_from_stranger and of_strangers >= OF_STRANGERS_AT_ONCE
        if len(self.taking) < LARGE_AT_ONCE and not is_one_too_many:
            self.taking.add(self)
            return True
        self.error, self.completed = Busy("Many files are being sent. Try again in a minute."), True
        return False

    def find_out_who_sends(self) -> None:
        """Ask once, beside the loop that serves everybody, whether a signed-in user sends a large body."""
        if self in self.taking and self.is_from_user is None and not self.is_from_stranger:
            self.is_from_user = False  # until it is known
            threading.Thread(target=self._ask_who_sends, name="who-sends", daemon=True).start()

    def _ask_who_sends(self) -> None:
        headers = self.headers
        self.is_from_user = type(self).is_known(headers.get("COOKIE", ""), headers.get("AUTHORIZATION", ""))
        self.has_asked = True

    def received(self, data: bytes) -> int:
        """Take in what has come, but of a very large body nothing more once its sender turns out to be nobody known."""
        if self.is_from_user is False and self.has_asked and self.content_length > READ_PAST and self.body_rcv:
            self.error, self.completed = RequestEntityTooLarge("Send a live token with so large a body."), True
            return len(data)
        taken: int = super().received(data)
        if self.chunked and self.body_bytes_received >= READ_PAST:
            self.error, self.completed = RequestEntityTooLarge("The body is larger than this address takes."), True
        return taken

    def is_getting_on(self, *, seconds: float) -> bool:
        """Whether a signed-in user, or one of the few strangers, has brought enough to be given as many again."""
        before, self.counted = self.counted, self.body_bytes_received
        return bool(self.is_from_user or self.is_from_stranger) and self.counted - before >= LEAST_A_SECOND * seconds

    def close(self) -> None:
        super().close()
        self.taking.discard(self)
