"""When consultations open, close and have an outcome, in words and for calendar programs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from consultation.rules.calendar import Entry
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from consultation.queries import Published


def entries(listed: "Iterable[Published]") -> list[Entry]:
    """Everything that happens, in its order."""
    found = []
    for each in listed:
        held = each.consultation
        address = settings.BASE_URL + reverse("consultation:public", args=[held.slug])
        events = [("opens", held.opens_at), ("closes", held.closes_at)]
        if held.published_at:
            events.append(("outcome", held.published_at))
        found += [
            Entry(key=f"{held.slug}-{name}", at=at, text=f"{HAPPENS[name]}: {held.title}", address=address)
            for name, at in events
        ]
    return sorted(found, key=lambda entry: entry.at)


HAPPENS = {"opens": "Consultation opens", "closes": "Consultation closes", "outcome": "Outcome of a consultation"}


def page(listed: "Sequence[Published]", *, at: datetime) -> dict[str, Any]:
    """What comes, soonest first, and what was, latest first."""
    rows = [
        (
            entry.at,
            [format_instant(entry.at), {"text": entry.text, "href": entry.address.removeprefix(settings.BASE_URL)}],
        )
        for entry in entries(listed)
    ]
    return {
        "to_come": [row for when, row in rows if when >= at],
        "past": [row for when, row in reversed(rows) if when < at],
    }
