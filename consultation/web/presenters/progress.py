"""How a consultation is going: responses by day, and what is to be done next."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from consultation.queries import stage
from consultation.queries.progress import received_by_day, steps_for
from consultation.rules.responding import Channel
from consultation.workflow import Status
from kernel.clocks import format_date, format_instant
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation
    from kernel.models import User

COLUMNS: Final = ("day", *Channel.values, "responses", "responses_so_far")


def page(held: "Consultation", *, user: "User", at: datetime) -> dict[str, Any]:
    """A bar and a line for each day, and what this user can do."""
    days = received_by_day(consultation=held, at=at)
    so_far, longest = 0, 0
    rows: list[list[str]] = []
    bars: list[dict[str, Any]] = []
    for day, counts in days.items():
        total = sum(counts.values())
        so_far, longest = so_far + total, max(longest, total)
        rows.append([format_date(day), *(f"{count:,}" for count in counts.values()), f"{total:,}", f"{so_far:,}"])
        bars.append({"label": format_date(day), "values": [total], "total": total})
    return {
        "consultation": held,
        "how": _how(held, at),
        "so_far": f"{so_far:,}",
        "bars": bars,
        "longest": longest or 1,
        "head": ["Day", *({"text": words, "numeric": True} for words in (*Channel.labels, "All", "So far"))],
        "rows": rows,
        "steps": [
            {"text": step.words, "href": reverse(step.route, args=[held.slug])}
            for step in steps_for(consultation=held, user=user, at=at)
        ],
    }


def _how(held: "Consultation", at: datetime) -> str:
    now = stage(consultation=held, at=at)
    if now != Status.OPEN:
        return str(now.label)
    days = (held.closes_at - at).days
    left = "less than a day" if not days else f"{days} {'day' if days == 1 else 'days'}"
    return f"Open for {left} more, until {format_instant(held.closes_at)}"


def csv_of(held: "Consultation", *, at: datetime) -> bytes:
    """The same figures as a file."""
    return b"".join(csv_lines(_lines(held, at), columns=COLUMNS))


def _lines(held: "Consultation", at: datetime) -> Iterator[dict[str, Any]]:
    so_far = 0
    for day, counts in received_by_day(consultation=held, at=at).items():
        total = sum(counts.values())
        so_far += total
        yield {"day": day.isoformat(), **counts, "responses": total, "responses_so_far": so_far}
