"""What a watch sees: a standing, made so small that two can be compared. Pure."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kernel.clocks import add_months, end_of_day, today
from register.rules.standing import ListedOrder, Standing

NOBODY = "nobody"
"""What is seen while nobody is matched."""
WARNED_BEFORE = timedelta(days=30)
LONGEST_REFERENCE = 100
REFERENCE = "The reference is up to 100 printable characters, without a slash, and not only dots."


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A digest of what an answer is made from, the change known ahead ("" for none), and when that comes."""

    digest: str
    scheduled: str
    changes_at: datetime | None


def seen(standing: Standing) -> Seen:
    """A standing as a watch compares it.

    The ends of orders are left out: one that comes to be known is no change until it comes, and is told ahead.
    """
    change, entry = standing.next_change, standing.registration
    parts = [
        [standing.outcome, standing.employable_in_role],
        [_order(one) for one in standing.orders],
        [entry.status, entry.grade, _text(entry.since)],
        sorted([order.kind, order.source] for order in standing.quashed),
    ]
    return Seen(
        digest=hashlib.sha256(json.dumps(parts).encode()).hexdigest(),
        scheduled=f"{change.kind} {_text(change.at)}" if change else "",
        changes_at=change.at if change else None,
    )


def _order(one: ListedOrder) -> list[Any]:
    return [
        one.order.kind,
        one.order.source,
        one.in_force,
        one.stayed,
        one.under_appeal,
        one.covers_post,
        one.permitted,
    ]


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def is_reference(text: str) -> bool:
    """Whether an organisation may give a watch this reference: it is a part of an address."""
    return 0 < len(text) <= LONGEST_REFERENCE and text.isprintable() and "/" not in text and text.strip(".") != ""


def renew_by(*, started_at: datetime) -> datetime:
    """Until when a watch lasts unless it is renewed: the end of the day a year on, in London."""
    return end_of_day(add_months(to=today(started_at), months=12))


def succeeded_reference(*, code: str, reference: str) -> str:
    """What a watch is known by in the organisation that another went into, where its own reference is in use there."""
    return f"{code}-{reference}"[:LONGEST_REFERENCE]
