"""How much of a request's body is taken in: in memory only, and no more than its address takes.

waitress alone keeps up to a gigabyte of each body in an unsealed file before the application is asked. Here what is
over an address's limit is read past and thrown away, so that its sender can still read why, and far over it not at all.
"""

import threading
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
LEAST_A_SECOND = 32_000
"""Bytes (a line of 256 kbit/s) that a signed-in sender of a large body brings, to be given as long again."""


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
    """Reads one request. `largest` says how many bytes an address takes; it is asked only about large requests.
    `is_signed_in` says whether cookies are a signed-in user's; it is asked only about those that take long."""

    largest: ClassVar[Callable[[str], int]]
    is_signed_in: ClassVar[Callable[[str], bool]]
    is_from_user: bool | None = None
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

    def find_out_who_sends(self) -> None:
        """Ask once, beside the loop that serves everybody, whether a signed-in user sends a large body."""
        if self in self.taking and self.is_from_user is None:
            self.is_from_user = False
            threading.Thread(target=self._ask_who_sends, name="who-sends", daemon=True).start()

    def _ask_who_sends(self) -> None:
        self.is_from_user = type(self).is_signed_in(self.headers.get("COOKIE", ""))

    def is_getting_on(self, *, seconds: float) -> bool:
        """Whether a signed-in user has brought enough in these seconds to be given as many again."""
        before, self.counted = self.counted, self.body_bytes_received
        return bool(self.is_from_user) and self.counted - before >= LEAST_A_SECOND * seconds

    def close(self) -> None:
        super().close()
        self.taking.discard(self)
