"""The Merkle tree of RFC 6962, section 2.1: pure functions over hashes.

A leaf is SHA-256(00, entry), a node SHA-256(01, left, right). The tree grows by its peaks, the roots of the whole
subtrees that its size is the sum of, so that adding leaves reads nothing of what is there.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

Peaks = dict[int, bytes]
"""By level: 0 for a single leaf, 1 for a pair."""

HASH = 32
"""Bytes of a hash."""
KEPT_EVERY = 8
"""Nodes of every eighth level are kept, each over 256 of the one below."""

Node = tuple[int, int, bytes]
"""Level, place in the level from the left, hash."""

_LEAF, _NODE = sha256(b"\0"), sha256(b"\1")  # a copy costs less than a beginning


def leaf_hash(entry: bytes) -> bytes:
    state = _LEAF.copy()
    state.update(entry)
    return state.digest()


def _node_hash(pair: bytes) -> bytes:
    state = _NODE.copy()
    state.update(pair)
    return state.digest()


def extend(peaks: Peaks, size: int, leaves: bytes) -> list[Node]:
    """Add further leaves, given as their hashes on end, to a tree of `size`.

    Answers the nodes that became whole and are kept.
    """
    finished: list[Node] = []
    row, level = leaves, 0
    while row:
        if level and level % KEPT_EVERY == 0:
            finished += [(level, (size >> level) + at // HASH, row[at : at + HASH]) for at in range(0, len(row), HASH)]
        if (size >> level) & 1:
            row = peaks.pop(level) + row
        if len(row) & HASH:
            peaks[level] = row[-HASH:]
        row = b"".join([_node_hash(row[at : at + 2 * HASH]) for at in range(0, len(row) - HASH, 2 * HASH)])
        level += 1
    return finished


def root_of(peaks: Peaks) -> bytes:
    """The root of the tree with these peaks."""
    levels = sorted(peaks)
    if not levels:
        return sha256(b"").digest()
    root = peaks[levels[0]]
    for level in levels[1:]:
        root = _node_hash(peaks[level] + root)
    return root


def packed(peaks: Peaks) -> bytes:
    return b"".join(bytes([level]) + peaks[level] for level in sorted(peaks, reverse=True))


def unpacked(text: bytes) -> Peaks:
    return {text[at]: text[at + 1 : at + 33] for at in range(0, len(text), 33)}


class Prover:
    """Proofs over a tree whose kept nodes `read(level, first, last)` gives, leaves being those of level 0."""

    def __init__(self, read: Callable[[int, int, int], Iterator[tuple[int, bytes]]]) -> None:
        self._read = read
        self._known: dict[tuple[int, int], bytes] = {}

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """PATH of RFC 6962: the siblings from the leaf upwards."""
        return self._path(position, 0, size)

    def consistency(self, earlier: int, size: int) -> list[bytes]:
        """PROOF of RFC 6962: that the tree of `earlier` leaves is the beginning of the one of `size`."""
        return self._subproof(earlier, 0, size, True) if 0 < earlier < size else []

    def _path(self, position: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _half(high - low)
        if position < middle:
            return [*self._path(position, low, middle), self._subtree(middle, high)]
        return [*self._path(position, middle, high), self._subtree(low, middle)]

    def _subproof(self, earlier: int, low: int, high: int, whole: bool) -> list[bytes]:
        if earlier == high:
            return [] if whole else [self._subtree(low, high)]
        middle = low + _half(high - low)
        if earlier <= middle:
            return [*self._subproof(earlier, low, middle, whole), self._subtree(middle, high)]
        return [*self._subproof(earlier, middle, high, False), self._subtree(low, middle)]

    def _subtree(self, low: int, high: int) -> bytes:
        width = high - low
        level = width.bit_length() - 1
        if width == 1 << level and level % KEPT_EVERY == 0:
            return self._node(level, low >> level)
        middle = low + _half(width)
        return _node_hash(self._subtree(low, middle) + self._subtree(middle, high))

    def _node(self, level: int, place: int) -> bytes:
        if (level, place) not in self._known:
            first = place - place % 256
            self._known.update({(level, at): node for at, node in self._read(level, first, first + 255)})
        return self._known[level, place]


def _half(width: int) -> int:
    """The largest power of two smaller than `width`."""
    return 1 << (width - 1).bit_length() - 1
