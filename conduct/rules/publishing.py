"""Publishing a decision: what is left out of it and why, who checks that, and how long it stays. Pure."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from conduct.rules.determining import PUBLISHED
from kernel.clocks import add_months, format_instant, start_of_day, today
from kernel.errors import ActionRefused
from kernel.redaction import passage_in, without

ON_SERVICE: Final = "on_service"


class Because(TextChoices):
    """Why a passage is left out of what is published."""

    HEALTH = "health", "health or private life"
    OTHERS = "others", "identifies somebody else"
    REPORTER = "reporter", "could point to who raised a concern"
    PRIVATE = "private", "heard in private"
    COURT = "court", "forbidden by law or by a court"


class NotPublished(ActionRefused):
    """What is asked for cannot be published, or not yet, or is not."""


class OwnPublication(ActionRefused):
    """Whoever prepared a publication checks it themselves."""


def require_publishable(*, outcome: str, served_at: datetime | None, from_at: datetime | None, at: datetime) -> None:
    """Refuse a decision that is not served, that orders nothing that shows, or whose time to publish has not come."""
    if outcome not in PUBLISHED:
        raise NotPublished("This outcome is between us and the manager. It is not published.")
    if served_at is None or served_at > at:
        raise NotPublished("The decision is not served yet. It is published afterwards.")
    if from_at is not None and at < from_at:
        raise NotPublished(
            f"By the rule set a decision is published from {format_instant(from_at)} on. Wait until then."
        )


def publish_from(*, when: str, served_at: datetime | None, appeal_until_at: datetime | None) -> datetime | None:
    """From when a served decision may be published: from service, or from the end of the time to appeal."""
    return served_at if when == ON_SERVICE else appeal_until_at


def require_second_publisher(*, user_id: int, prepared_by: int) -> None:
    """Refuse whoever last changed what is left out as who checks it."""
    if user_id == prepared_by:
        raise OwnPublication("You prepared this. Somebody else checks what is left out, and publishes it.")


def require_passage(*, passage: str, texts: Collection[str]) -> str:
    """The passage as it stands in the decision. Refuses one that is nowhere in it."""
    wanted = passage_in(passage=passage, texts=texts)
    if wanted is None:
        raise NotPublished("These words are nowhere in the decision. Copy them exactly as they stand below.")
    return wanted


def with_left_out(text: str, *, left_out: Collection[tuple[str, str]]) -> str:
    """A text without some passages; in the place of each stands why."""
    return without(text, passages=[(passage, str(Because(why).label)) for passage, why in left_out], mark="left out")


def published_until(
    *, orders: Collection[datetime | None], notes: Collection[datetime | None], months: int
) -> datetime | None:
    """When a publication ends: so many months after its order does, or with the term of a warning or undertakings.

    None while an order has no end. `orders` and `notes` are the ends of what the register has by the decision; where it
    has nothing, nothing is published.
    """
    if None in orders or None in notes:
        return None
    ends = [start_of_day(add_months(to=today(end), months=months)) for end in orders if end is not None]
    return max([*ends, *(end for end in notes if end is not None)])
