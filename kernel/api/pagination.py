"""Lists by opaque cursor: `?limit=&cursor=`, answered with `results` and `next`.

A cursor names the last row seen by its own random reference, so it says nothing of how many rows others have.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from kernel.api.problems import Fault, Invalid

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200
PAGE_PARAMETERS = frozenset({"limit", "cursor"})


@dataclass(frozen=True, kw_only=True)
class PageAsked:
    """How many rows, after which reference ("" for the first page)."""

    limit: int
    after: str


def page_asked(request: Request) -> PageAsked:
    """The page that the query string asks for; refuses (Invalid) a limit or cursor that is none."""
    limit = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 4 and 1 <= int(limit) <= LARGEST_LIMIT):
        raise refused("limit", f"The limit must be a whole number from 1 to {LARGEST_LIMIT}.")
    return PageAsked(limit=int(limit), after=_read(request.query_params.get("cursor", "")))


def page_of(rows: list[Any], *, asked: PageAsked, show: Callable[[Any], Any], name: Callable[[Any], str]) -> Any:
    """The answer, from up to one row more than was asked for."""
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return {"results": [show(row) for row in shown], "next": _write(name(shown[-1])) if more else None}


def refused(name: str, detail: str) -> Invalid:
    """A query parameter that cannot be read; the pointer names it as a fragment of the query."""
    return Invalid([Fault(pointer=f"/{name}", code="invalid", detail=detail)])


def _write(reference: str) -> str:
    return base64.urlsafe_b64encode(reference.encode()).decode().rstrip("=")


def _read(cursor: str) -> str:
    """The reference in a cursor; what nobody was given is refused, never taken for the first page."""
    try:
        padded = (cursor + "=" * (-len(cursor) % 4)).encode("ascii")
        reference = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (UnicodeError, binascii.Error):
        reference = ""
    if bool(cursor) != bool(reference) or not reference.isprintable():
        raise refused("cursor", "The cursor is not one that was given out. Begin again without one.")
    return reference
