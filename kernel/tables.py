"""Tables that leave the system for somebody's spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

ROWS_A_PIECE = 500
"""Rows that are sent at once."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet program runs as a formula."""


def inert(value: Any) -> Any:
    """A cell that stays what it says: an apostrophe before what would be run, wherever in it a line begins so.

    Lines are joined by a space; None is empty; what is no text stays as it is.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    lines = value.splitlines() or [""]
    return " ".join(f"'{line}" if line.lstrip(" ").startswith(FORMULAS) else line for line in lines)


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
