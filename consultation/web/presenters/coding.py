"""Themes in words: how far the reading of answers is, what was found, and how far analysts agree."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from consultation.permissions import Permission
from consultation.queries import asked_by, stage
from consultation.queries import coding as queries
from consultation.rules.counting import percent
from consultation.rules.themes import CODABLE, Agreement
from kernel.clocks import format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from datetime import datetime

    from django.forms import Form

    from consultation.models import Answer, Consultation, Question, Theme
    from consultation.queries.coding import Found
    from kernel.models import User


def _numbers(held: "Consultation") -> dict[int, tuple[int, str]]:
    asked = asked_by(consultation=held)
    return {each.pk: (each.number, each.text) for section in asked for each in section.questions}


def themes(held: "Consultation") -> dict[str, Any]:
    """A line for each question that is answered in words."""
    numbers, rows = _numbers(held), []
    for question in queries.worded_questions(consultation=held).order_by("section__place", "place", "pk"):
        number, text = numbers[question.pk]
        found = queries.found_in(question=question)
        href = reverse("consultation:codebook", args=[held.slug, question.pk])
        named = {"text": f"{number}. {text}", "href": href, "data_test": "worded"}
        rows.append([named, f"{found.said:,}", f"{found.base:,}", str(len(queries.codebook(question=question)))])
    return {"consultation": held, "rows": rows}


def counted_themes(held: "Consultation") -> list[dict[str, Any]]:
    """Of each question of which answers were read: how often each theme was found."""
    numbers, counted = _numbers(held), []
    for question in queries.worded_questions(consultation=held).order_by("section__place", "place", "pk"):
        found, listed = queries.found_in(question=question), queries.codebook(question=question)
        if found.base and listed:
            number, text = numbers[question.pk]
            counted.append({"number": number, "text": text, **_counted(found, listed)})
    return counted


def _counted(found: "Found", listed: "list[Theme]") -> dict[str, Any]:
    counts = sorted(((found.counts.get(theme.pk, 0), theme) for theme in listed), key=lambda each: -each[0])
    return {
        "base": f"{found.base:,} of {found.said:,} answers in words were read for themes. One answer may have several.",
        "bars": [{"label": theme.name, "values": [count], "total": count} for count, theme in counts],
        "longest": max(counts[0][0], 1),
        "found": [
            {"pk": theme.pk, "name": theme.name, "definition": theme.definition, "count": count, "of": found.base}
            for count, theme in counts
        ],
        "rows": [
            [{"text": theme.name, "sub": theme.definition}, f"{count:,}", f"{percent(count, found.base)}%"]
            for count, theme in counts
        ],
    }


def beside(question: "Question") -> dict[str, Any]:
    """What every page on the themes of a question has round it."""
    held = question.section.consultation
    number, text = _numbers(held)[question.pk]
    return {"consultation": held, "question": question, "named": f"{number}. {text}"}


def codebook(question: "Question", *, user: "User", at: "datetime") -> dict[str, Any]:
    """The codebook with what was found so far."""
    held, listed = question.section.consultation, queries.codebook(question=question)
    found, twice = queries.found_in(question=question), queries.read_twice(question=question)
    may_code = can(user, Permission.RESPONSE_CODE) and stage(consultation=held, at=at) in CODABLE
    left = found.said - found.base
    args = [held.slug, question.pk]
    return {
        **beside(question),
        "may_code": may_code,
        "counted": _counted(found, listed) if listed and found.base else None,
        "themes": [
            {
                "name": theme.name,
                "definition": theme.definition,
                "quotations": reverse("consultation:quotations", args=[*args, theme.pk]),
                "change": reverse("consultation:change_theme", args=[*args, theme.pk]) if may_code else "",
            }
            for theme in listed
        ],
        "progress": f"{found.base:,} of {found.said:,} answers in words were read; {left:,} are left.",
        "is_left": bool(left),
        "readings": twice.readings,
        "agreements": [[theme.name, *_agreed(twice.by_theme[theme.pk])] for theme in listed],
        "unsettled": [
            {"href": reverse("consultation:code_again", args=[*args, key]), "text": f"Answer {place}"}
            for place, key in enumerate(twice.unsettled, 1)
        ]
        if may_code
        else [],
    }


def _agreed(one: Agreement) -> list[str]:
    kappa = "No figure" if one.kappa is None else f"{one.kappa:.2f}"
    return [str(one.both), str(one.differ), str(one.neither), kappa]


def reading(question: "Question", answer: "Answer | None", *, form: "Form", is_second: bool) -> dict[str, Any]:
    """One answer to read, or that none is left."""
    found = queries.found_in(question=question)
    said: list[tuple[str, Any]] = []
    if answer is not None:
        version = answer.version
        said = [
            ("Response", version.response.public_number),
            ("Who answers", version.get_respondent_type_display()),
            ("Received", format_instant(version.received_at)),
        ]
    return {
        **beside(question),
        "answer": answer,
        "facts": said,
        "form": form,
        "is_second": is_second,
        "progress": f"{found.base:,} of {found.said:,} answers were read.",
    }
