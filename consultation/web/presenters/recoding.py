"""Changes of many answers at once, in words: what would be changed, and what was."""

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from consultation.queries import recoding as queries
from consultation.queries import stage
from consultation.queries.coding import answer_to, codebook
from consultation.rules.recoding import Way
from consultation.rules.themes import CODABLE
from consultation.web.presenters.coding import beside
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from consultation.models import Question, Recoding

SHOWN: Final = 5


def said(recoding: "Recoding") -> str:
    """What was done, in a sentence."""
    source, target = recoding.source.name if recoding.source else "", recoding.target.name
    return _sentence(recoding.way, source, target, recoding.words)


def _sentence(way: str, source: str, target: str, words: str) -> str:
    where = f" where “{words}” stands" if words else ""
    if way == Way.MERGE:
        return f"“{source}” is merged into “{target}” and retired"
    if way == Way.MOVE:
        return f"From “{source}” to “{target}”{where}"
    return f"“{target}” is added{where}"


def recodings(question: "Question", *, at: "datetime") -> dict[str, Any]:
    """What was changed and taken back, the last first."""
    held = question.section.consultation
    may_change = stage(consultation=held, at=at) in CODABLE
    rows = [
        [
            {"text": said(each), "sub": each.reason},
            f"{each.answers:,}",
            f"{each.by.name}, {format_instant(each.at)}",
            _undone(each, held.slug, question.pk, may_change),
        ]
        for each in queries.recodings_of(question=question)
    ]
    return {**beside(question), "rows": rows, "may_change": may_change}


def _undone(one: "Recoding", slug: str, question: int, may_change: bool) -> Any:
    undoing = getattr(one, "undoing", None)
    if undoing is not None:
        return f"By {undoing.by.name}, {format_instant(undoing.at)}"
    if not may_change:
        return "No"
    href = reverse("consultation:undo_recoding", args=[slug, question, one.pk])
    return {"text": "Take it back", "href": href, "hidden": said(one), "data_test": "undo"}


def looked_at(question: "Question", given: dict[str, Any]) -> dict[str, Any]:
    """What a change would do: to how many answers, some of them, and how many are left out since nobody read them."""
    names = {theme.pk: theme.name for theme in codebook(question=question)}
    source, target, words = given["source"], given["target"], given["words"]
    found = queries.concerned(question=question, source=source, target=target, words=words)
    answers = [answer_to(question=question, number=each.answer) for each in found[:SHOWN]]
    return {
        "sentence": _sentence(given["way"], names.get(source, ""), names[target], words),
        "count": len(found),
        "unread": queries.unread_with(question=question, words=words) if words else 0,
        "answers": [
            {"number": each.version.response.public_number, "text": each.text} for each in answers if each is not None
        ],
    }
