"""How much of a request's body is taken in: in memory only, and no more than its address takes.

waitress alone keeps up to a gigabyte of each body in an unsealed file before the application is asked. Here what is
over an address's limit is read past and thrown away, so that its sender can still read why, and far over it not at all.
"""

import weakref
from collections.abc import Callable
from io import BytesIO
from typing import Any, ClassVar

from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver, FixedStreamReceiver
from waitress.utilities import Error

ANYWHERE = 1_100_000
"""Bytes that every address may be sent: the application's own limit is a little lower, and answers in words."""
READ_PAST = 32_000_000
LARGE_AT_ONCE = 8
"""Bodies over ANYWHERE that one process takes in at the same time."""


class Busy(Error):  # type: ignore[misc]
    code = 503
    reason = "Service Unavailable"


class CappedBuffer:
    """Keeps a body up to its limit, and of a longer one only the length."""

    def __init__(self, most: int) -> None:
        self._most, self._length, self._kept = most, 0, BytesIO()

    def append(self, piece: bytes) -> None:
        self._length += len(piece)
        if self._length <= self._most:
            self._kept.write(piece)
        else:
            self._kept = BytesIO()

    def __len__(self) -> int:
        return self._length

    def getfile(self) -> BytesIO:
        self._kept.seek(0)
        return self._kept

    def close(self) -> None:
        self._kept.close()


class BoundedParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request. `largest` says how many bytes an address takes; it is asked only about large requests."""

    largest: ClassVar[Callable[[str], int]]
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
        self.body_rcv: Any = ChunkedReceiver(buffer) if chunked else FixedStreamReceiver(size, buffer)

    def _may_be_large(self) -> bool:
        """Whether somebody sends it who could be signed in: strangers are never sent files from."""
        return "COOKIE" in self.headers or "AUTHORIZATION" in self.headers

    def _is_taken(self) -> bool:
        if len(self.taking) < LARGE_AT_ONCE:
            self.taking.add(self)
            return True
        self.error, self.completed = Busy("Many files are being sent. Try again in a minute."), True
        return False

    def close(self) -> None:
        super().close()
        self.taking.discard(self)
