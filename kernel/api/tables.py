"""Long answers of many rows, streamed, in the form that the caller would rather have."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rest_framework.request import Request

from kernel.tables import ROWS_A_PIECE

CSV = "text/csv"
NDJSON = "application/x-ndjson"


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
