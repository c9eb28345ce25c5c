"""The ledger in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timesince import timesince

from kernel.clocks import format_instant

if TYPE_CHECKING:
    from kernel.ledger import Checkpoint, Head

Row = tuple[str, Any] | dict[str, Any]


def head_rows(head: "Head") -> list[Row]:
    """The newest signed head."""
    return [
        {"key": "Rows sealed", "value": f"{head.size:,}", "data_test": "size"},
        {"key": "Last sealed", "value": format_instant(head.at), "data_test": "sealed-at"},
    ]


def checkpoint_rows(checkpoint: "Checkpoint", at: datetime) -> list[Row]:
    """The newest checkpoint, and how old it is."""
    head = checkpoint.head
    age = timesince(head.at, at, depth=1).replace("\N{NO-BREAK SPACE}", " ")
    return [
        {"key": "Dated", "value": f"{format_instant(head.at)}, {age} ago", "data_test": "checkpoint-at"},
        {"key": "Rows", "value": f"{head.size:,}", "data_test": "checkpoint-size"},
    ]
