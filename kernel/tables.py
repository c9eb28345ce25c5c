"""Tables that leave the system for somebody's spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

ROWS_A_PIECE = 500
"""Rows that are sent at once."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet program runs as a formula."""


def inert(value: Any) -> Any:
    """A cell that stays what it says: before a text that would be run stands an apostrophe, and None is empty."""
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return "" if value is None else value


def csv_lines(rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str]) -> Iterator[bytes]:
    """CSV (RFC 4180) with a header, some hundred rows at a time."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(columns)
    for place, row in enumerate(rows, 1):
        writer.writerow([inert(row[name]) for name in columns])
        if place % ROWS_A_PIECE == 0:
            yield _drained(held)
    yield _drained(held)


def _drained(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()
