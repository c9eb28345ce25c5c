"""Whether the log in the database still holds its newest checkpoint: asked before anything favourable is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.ledger import checkpoints, sealer, trust
from kernel.ledger.heads import latest_head
from kernel.models import LedgerHead

FRESH_FOR = 3.0
"""Seconds for which a process goes by what it found."""
LONGEST_UNSEALED = timedelta(minutes=5)


class LedgerBehind(Exception):
    """The database is older than its newest checkpoint, or another: it may not know what was decided since."""


@dataclass
class _Known:
    fault: str | None = None
    until: float = 0.0


_known = _Known()


def fault() -> str | None:
    """What is wrong, in words; None while the log holds its newest checkpoint, or there is none."""
    try:
        checkpoint = checkpoints.newest()
    except checkpoints.CheckpointRefused as refusal:
        return str(refusal)
    if checkpoint is None:
        return None
    roots = LedgerHead.objects.filter(size=checkpoint.head.size).values_list("root", flat=True)
    if [bytes(root).hex() for root in roots] == [checkpoint.head.root]:
        return None
    return f"the ledger is behind or not that of its checkpoint of {checkpoint.head.size} rows"


def complaints(*, at: datetime) -> Iterator[str]:
    """What an operator must know: a log behind its checkpoint, rows that wait, checkpoints that stopped."""
    if found := fault():
        yield found
        return
    try:
        if sealer.waits(since=at - LONGEST_UNSEALED):
            yield "rows have waited for over five minutes to be sealed: see that the sealer runs"
    except sealer.CannotSeal as refusal:
        yield str(refusal)
    head, checkpoint = latest_head(), checkpoints.newest()
    if head and checkpoint and head.key_id not in trust.trusted(checkpoint.keys):
        yield (
            f"the ledger is signed by the key {head.key_id}, which no checkpoint vouches for, and gets no checkpoint "
            "until an operator does: ledger checkpoint --trust=KEY"
        )
    known = checkpoint.head if checkpoint else None
    if head and at - (known.at if known else head.at) > checkpoints.LATE and head.size != (known and known.size):
        yield "the ledger has grown, and has had no checkpoint for over 15 minutes: see that the due work runs"


def require_sound() -> None:
    """Refuse (LedgerBehind) to go on where the log does not hold its newest checkpoint.

    Each process looks every three seconds, so that asking costs nothing.
    """
    now = time.monotonic()
    if now >= _known.until:
        _known.fault, _known.until = fault(), now + FRESH_FOR
    if _known.fault:
        raise LedgerBehind(_known.fault)
