"""Signed heads: what the log is at one moment, in 32 bytes, and who vouches for it."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Any

from kernel import signatures
from kernel.models import LedgerHead

PURPOSE = "ledger"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Head:
    """The log after one pass of the sealer. Hashes, signature and `peaks` in hex."""

    size: int
    root: str
    at: datetime
    key_id: str
    signature: str
    previous: int
    era: int
    snapshot: str

    def message(self) -> bytes:
        """What is signed."""
        return message(
            size=self.size, root=self.root, at=self.at, previous=self.previous, era=self.era, snapshot=self.snapshot
        )

    def plain(self) -> dict[str, Any]:
        """As it is printed and kept in files, the instant as it is signed."""
        return dataclasses.asdict(self) | {"at": _instant(self.at)}

    def is_signed(self) -> bool:
        """Whether the signature is one of the ledger's keys', old ones included."""
        signature = bytes.fromhex(self.signature)
        return signatures.verify(purpose=PURPOSE, key_id=self.key_id, message=self.message(), signature=signature)


def message(*, size: int, root: str, at: datetime, previous: int, era: int, snapshot: str) -> bytes:
    """The bytes that a head's signature is over: canonical JSON, as docs/ledger.md gives them."""
    return json.dumps(["manager-register ledger head 1", size, root, _instant(at), previous, era, snapshot]).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def head_of(row: LedgerHead) -> Head:
    return Head(
        size=row.size,
        root=bytes(row.root).hex(),
        at=row.at,
        key_id=row.key_id,
        signature=bytes(row.signature).hex(),
        previous=row.previous,
        era=row.era,
        snapshot=row.snapshot,
    )


def latest_head() -> Head | None:
    """The newest signed head; None before anything was sealed."""
    row = LedgerHead.objects.order_by("-size").first()
    return None if row is None else head_of(row)
