"""Leaves on their way, in COPY's binary form, from the session that works them out to the one that takes them in.

A statement that inserts is worked out by one process of PostgreSQL; one that only reads is shared out among several,
and in a session of its own it goes on while the other inserts.
"""

from __future__ import annotations

from queue import SimpleQueue

from kernel.ledger.merkle import HASH

CHUNK = 1 << 17


class Flow:
    """A file to both sessions: what one writes the other reads. Each row ends with the hash of its leaf."""

    def __init__(self) -> None:
        self._sent: SimpleQueue[bytes] = SimpleQueue()
        self._held = bytearray()
        self.hashes = bytearray()

    def write(self, row: bytes) -> int:
        """Called for each row, and for the end of the copy, which is shorter."""
        if len(row) > HASH:
            self.hashes += row[-HASH:]
        self._held += row
        if len(self._held) >= CHUNK:
            self._send()
        return len(row)

    def _send(self) -> None:
        self._sent.put(bytes(self._held))
        self._held.clear()

    def end(self) -> None:
        """Nothing more will be written."""
        if self._held:
            self._send()
        self._sent.put(b"")

    def read(self, size: int) -> bytes:
        """What was written next, once it is; nothing at the end. `size` is never less than what is held."""
        return self._sent.get()
