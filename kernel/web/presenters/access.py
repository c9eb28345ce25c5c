"""The access log in words and as a file."""

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kernel.clocks import format_instant
from kernel.tables import inert
from kernel.web.forms.access import NOUNS

if TYPE_CHECKING:
    from kernel.models import AccessEvent

HEAD = ["When", "Who", "What they did", "Reference", "Reason"]
COLUMNS = [
    "at",
    "name",
    "email",
    "act",
    "noun",
    "reference",
    "allowed",
    "outside_work",
    "reason",
    "shown",
    "of",
    "request",
]
MOST_ROWS = 100_000


def rows(events: Iterable["AccessEvent"]) -> list[list[Any]]:
    """A line each for the table."""
    return [
        [
            format_instant(event.at),
            {"text": event.user.name, "sub": event.user.email},
            _deed(event),
            _what(event),
            event.reason or ("None" if event.outside_work else ""),
        ]
        for event in events
    ]


def _deed(event: "AccessEvent") -> Any:
    noun = NOUNS.get(event.noun, event.noun)
    if not event.allowed:
        return {"text": "Refused", "tag": "red", "sub": noun}
    where = "outside their work" if event.outside_work else ""
    return {"text": f"{event.get_act_display()}: {noun.lower()}", "sub": where}


def _what(event: "AccessEvent") -> Any:
    if event.act != "listed":
        return event.reference
    by = "by a search" if event.asked else "of the whole list"
    return {"text": f"{event.found_count or 0} found", "sub": by}


def as_csv(events: Iterable["AccessEvent"]) -> tuple[str, int]:
    """The file, and how many lines it has. No cell begins as a formula does."""
    text = io.StringIO()
    lines = csv.writer(text, quoting=csv.QUOTE_ALL)
    lines.writerow(COLUMNS)
    count = 0
    for event in events:
        lines.writerow([inert(value) for value in _values(event)])
        count += 1
    return text.getvalue(), count


def _values(event: "AccessEvent") -> list[object]:
    return [
        event.at.isoformat(),
        event.user.name,
        event.user.email,
        event.act,
        event.noun,
        event.reference,
        event.allowed,
        event.outside_work,
        event.reason,
        " ".join(event.found),
        "" if event.found_count is None else event.found_count,
        event.request_id,
    ]
