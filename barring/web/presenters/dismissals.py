"""Who was set aside as not meant by a question: what of it holds, and what was said before."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from barring.queries.dismissals import dismissed_by, held_by
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from barring.models import CheckReview, Dismissal, DismissalWithdrawal

BEFORE_HEAD = ["Person", "Said on", "By", "Reasons"]


def _whom(one: "Dismissal") -> str:
    return one.person.registration_number or "A person without a registration number"


def before_rows(dismissals: Iterable["Dismissal"]) -> list[list[Any]]:
    """What was said of the same people to the same organisation before."""
    return [
        [
            {"text": _whom(one), "href": reverse("barring:review", args=[one.review.check_asked.reference])},
            format_instant(one.review.resolved_at) if one.review.resolved_at else "",
            one.review.resolved_by.name if one.review.resolved_by else "",
            one.review.reason,
        ]
        for one in dismissals
    ]


def set_aside(review: "CheckReview") -> dict[str, Any] | None:
    """Whom a resolved review set aside, and whether that still holds; None where it set nobody aside."""
    dismissals = dismissed_by(review=review)
    if not dismissals:
        return None
    held = held_by(review=review)
    withdrawal: DismissalWithdrawal | None = getattr(review, "withdrawal", None)
    rows = []
    for one in dismissals:
        words = "Not sent here again" if one.person_id in held else "Looked at again: something about them is new"
        rows.append([_whom(one), "Looked at again" if withdrawal else words])
    withdrawn = f"Withdrawn by {withdrawal.by.name}, {format_instant(withdrawal.at)}" if withdrawal else ""
    return {"head": ["Person", "The same question of this organisation"], "rows": rows, "withdrawn": withdrawn}
