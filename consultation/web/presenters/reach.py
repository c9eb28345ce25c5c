"""Whom a consultation reaches, in words: what is missing is said beside every number, and drawn."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from consultation.queries import stage
from consultation.queries.reach import asks, counted_so_far, expected_of, reach_of
from consultation.rules.reach import By, Gap, Reached, passed
from consultation.workflow import Status
from kernel.clocks import format_instant
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation

ARTICLES: Final = ("A ", "An ", "Another ", "Somebody ", "The ", "None")
COLOURS: Final = {
    Gap.NOBODY: "red",
    Gap.BEHIND: "orange",
    Gap.ON_COURSE: "blue",
    Gap.REACHED: "green",
    Gap.UNSET: "grey",
}
HEAD: Final = [
    "Group",
    *({"text": words, "numeric": True} for words in ("Responses", "Hoped for", "Invited", "Invited and answered")),
    "How it stands",
]
COLUMNS: Final = ("by", "group", "responses", "hoped_for", "invited", "invited_and_answered", "missing", "standing")
NO_QUESTION: Final = {
    By.REGION: "No question asks for the region. A draft gets one with the kind “A region of England, or a country”.",
    By.ORGANISATION: "No question asks for the type of organisation. A draft gets one with the kind “A type of "
    "organisation”.",
}


def reach_page(held: "Consultation", *, at: datetime) -> dict[str, Any]:
    """Tables and charts of every sort, and above them the gaps in a sentence each."""
    sorts = [(by, reach_of(consultation=held, by=by, at=at)) for by in By]
    part = passed(opens_at=held.opens_at, closes_at=held.closes_at, at=at)
    return {
        "consultation": held,
        "counted": f"{counted_so_far(consultation=held):,}",
        "passed": f"{round(part * 100)}%",
        "closes": format_instant(held.closes_at),
        "is_open": stage(consultation=held, at=at) == Status.OPEN,
        "is_hoped": bool(expected_of(consultation=held)),
        "gaps": [_gap(by, each) for by, groups in sorts for each in groups if each.is_gap],
        "sorts": [_sort(held, by, groups) for by, groups in sorts],
        "head": HEAD,
    }


def _gap(by: By, each: Reached) -> str:
    return f"{by.label}, {_lower(each.words)}: {_standing(each)}"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:] if words.startswith(ARTICLES) else words


def _standing(each: Reached) -> str:
    against = "hoped for" if each.expected else "invited"
    if each.gap == Gap.NOBODY:
        return f"nobody yet, of {each.hoped:,} {against}"
    if each.gap == Gap.BEHIND:
        return f"behind with {each.responses:,} of {each.hoped:,} {against}"
    if each.gap == Gap.ON_COURSE:
        return f"on course with {each.responses:,} of {each.hoped:,} {against}"
    return each.gap.label.lower()


def _sort(held: "Consultation", by: By, groups: list[Reached]) -> dict[str, Any]:
    shown = [each for each in groups if each.responses or each.hoped]
    return {
        "words": by.label,
        "name": by.value,
        "note": "" if asks(consultation=held, by=by) else NO_QUESTION[by],
        "rows": [_row(each) for each in shown],
        "bars": [
            {
                "label": f"{each.words} – gap" if each.is_gap else each.words,
                "values": [each.responses, each.missing],
                "total": each.responses,
            }
            for each in shown
        ],
        "longest": max((each.responses + each.missing for each in shown), default=1),
    }


def _row(each: Reached) -> list[Any]:
    return [
        each.words,
        f"{each.responses:,}",
        f"{each.expected:,}" if each.expected else "–",
        f"{each.invited:,}",
        f"{each.answered:,}",
        {"text": f"{'Gap: ' if each.is_gap else ''}{_standing(each)}".capitalize(), "tag": COLOURS[each.gap]},
    ]


def reach_csv(held: "Consultation", *, at: datetime) -> bytes:
    """The same figures as a file."""
    return b"".join(csv_lines(_lines(held, at), columns=COLUMNS))


def _lines(held: "Consultation", at: datetime) -> Iterator[dict[str, Any]]:
    for by in By:
        for each in reach_of(consultation=held, by=by, at=at):
            yield {
                "by": by.label,
                "group": each.words,
                "responses": each.responses,
                "hoped_for": each.expected or "",
                "invited": each.invited,
                "invited_and_answered": each.answered,
                "missing": each.missing,
                "standing": each.gap.label,
            }
