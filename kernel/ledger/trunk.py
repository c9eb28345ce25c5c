"""The tree as its leaves make it, beside the heads, nodes and checkpoint that say what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.ledger import merkle, trust
from kernel.ledger.checkpoints import Checkpoint
from kernel.ledger.heads import head_of
from kernel.models import LedgerHead

Found = tuple[int, str, int | None]
"""Position, reason, and up to where if it is not exact."""


BATCH = 100_000


class Trunk:
    """Grows by leaves, and stops at every head to compare. What it needs of the database it reads beforehand."""

    def __init__(self, cursor: Any, checkpoint: Checkpoint | None, leaves: bytearray) -> None:
        self._checkpoint = checkpoint
        rows = list(LedgerHead.objects.order_by("size"))
        self._heads = {row.size: (head_of(row), bytes(row.peaks)) for row in rows}
        stops = set(self._heads) | ({checkpoint.head.size} if checkpoint else set())
        self._stops = sorted(stops, reverse=True)
        self._keys = trust.trusted(checkpoint.keys if checkpoint else None)
        self._peaks: merkle.Peaks = {}
        self._nodes: set[merkle.Node] = set()
        self._leaves = leaves
        self._size = self._before = 0
        self._found: list[Found] = []
        cursor.execute("SELECT level, place, hash FROM public.kernel_ledgernode")
        self._kept = {(level, place, bytes(node)) for level, place, node in cursor.fetchall()}

    def grow(self) -> None:
        """Add leaves; whatever head stands at a size on the way is compared with the tree of that size."""
        whole = len(self._leaves) // merkle.HASH
        while self._stops and self._stops[-1] <= 0:
            self._found.append((0, "a head is not that of its leaves", self._stops.pop()))
        while self._size < whole:
            reach = min(whole, self._size + BATCH, *self._stops[-1:])
            leaves = self._leaves[merkle.HASH * self._size : merkle.HASH * reach]
            self._nodes.update(merkle.extend(self._peaks, self._size, bytes(leaves)))
            self._size = reach
            if self._stops and self._stops[-1] == reach:
                self._compare(self._stops.pop())

    def _compare(self, size: int) -> None:
        root = merkle.root_of(self._peaks).hex()
        if self._checkpoint and size == self._checkpoint.head.size and root != self._checkpoint.head.root:
            self._found.append((self._first_difference(), "the log is not the one of its checkpoint", None))
        if size not in self._heads:
            return
        head, peaks = self._heads[size]
        if head.root != root or peaks != merkle.packed(self._peaks):
            self._found.append((self._before, "a head is not that of its leaves", size))
        elif head.previous != self._before:
            self._found.append((self._before, "a head is missing", size))
        elif not (head.key_id in self._keys and self._keys[head.key_id].has_signed(head)):
            self._found.append((self._before, "a head is not signed by a key that this ledger trusts", size))
        self._before = size

    def _first_difference(self) -> int:
        """Where the leaves part from those kept beside the checkpoint; 0 if none were kept."""
        assert self._checkpoint is not None
        kept = self._checkpoint.hashes()
        if kept is None:
            return 0
        size = 32 * self._checkpoint.head.size
        ours = self._leaves[:size]
        return next(
            (at // 32 for at in range(0, size, 32) if kept[at : at + 32] != ours[at : at + 32]),
            self._checkpoint.head.size,
        )

    def findings(self, size: int) -> Iterator[Found]:
        """Everything found, once every leaf up to the first gap has been added."""
        yield from self._found
        if self._checkpoint and self._checkpoint.head.size > self._size:
            yield self._size, "the log ends before its checkpoint", None
        elif self._checkpoint and self._checkpoint.head.size not in self._heads:
            earlier = max((each for each in self._heads if each < self._checkpoint.head.size), default=0)
            yield earlier, "the head of the checkpoint is gone", size + 1
        last = max(self._heads, default=0)
        if last > self._size:
            yield self._size, "the log ends before its last head", None
        elif last < size:
            yield last, "there are leaves after the last head", size + 1
        yield from self._nodes_that_differ(size)

    def _nodes_that_differ(self, size: int) -> Iterator[Found]:
        for level, place, _node in self._kept ^ self._nodes:
            yield place << level, "a node of the tree was changed", max(size, (place + 1) << level) + 1
