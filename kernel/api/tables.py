"""Long answers of many rows, streamed: a line of JSON a row, or CSV that no spreadsheet takes for formulas."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rest_framework.request import Request

from kernel.tables import inert

CSV = "text/csv"
NDJSON = "application/x-ndjson"
ROWS_A_PIECE = 500


def accepts(request: Request, kind: str, *, over: str) -> bool:
    """Whether the caller would rather have `kind` than `over`, as `Accept` says (RFC 9110, 12.5.1)."""
    weights = _weights(request.headers.get("Accept", ""))
    return _weight(weights, kind) > _weight(weights, over)


def _weights(header: str) -> dict[str, float]:
    found = {}
    for each in header.lower().split(","):
        kind, *parameters = (part.strip() for part in each.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        found[kind] = float(quality) if quality.replace(".", "", 1).isdigit() and quality.isascii() else 0.0
    return found


def _weight(weights: Mapping[str, float], kind: str) -> float:
    wide = f"{kind.partition('/')[0]}/*"
    return next((weights[name] for name in (kind, wide, "*/*") if name in weights), 0.0)


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """One JSON text a line, some hundred lines at a time."""
    held: list[str] = []
    for row in rows:
        held.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        if len(held) == ROWS_A_PIECE:
            yield ("\n".join(held) + "\n").encode()
            held.clear()
    if held:
        yield ("\n".join(held) + "\n").encode()


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
