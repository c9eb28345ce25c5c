"""Whose part it is to read which answers, in words."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from consultation.queries import sharing as queries
from consultation.queries import stage
from consultation.rules.themes import CODABLE
from consultation.web.forms.sharing import FIRST, SECOND
from consultation.web.presenters.coding import beside

if TYPE_CHECKING:
    from datetime import datetime

    from consultation.models import Question
    from consultation.queries.sharing import Part


def shares(question: "Question", *, at: "datetime") -> dict[str, Any]:
    """Everybody's part, how many are nobody's, and what can be done."""
    held = question.section.consultation
    may_share = stage(consultation=held, at=at) in CODABLE
    free = [len(queries.unshared(question=question, is_second=second)) for second in (False, True)]
    return {
        **beside(question),
        "may_share": may_share,
        "free": f"{free[0]:,} to read first, and {free[1]:,} of the sample to read as the second reader, are nobody’s.",
        "rows": [_row(each, held.slug, question.pk, may_share) for each in queries.parts_of(question=question)],
    }


def _row(part: "Part", slug: str, question: int, may_share: bool) -> list[Any]:
    reading = SECOND if part.is_second else FIRST
    over: Any = ""
    if may_share and part.left:
        href = reverse("consultation:hand_over", args=[slug, question, reading, part.reader.pk])
        over = {"text": "Hand over", "href": href, "hidden": f"what is left of {part.reader.name}", "data_test": "over"}
    return [part.reader.name, f"As the {reading} reader", f"{part.given:,}", f"{part.left:,}", over]
