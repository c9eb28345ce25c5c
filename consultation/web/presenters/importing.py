"""Files of responses in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from consultation.queries.imports import Came, imports_of
from consultation.rules.questionnaire import Question, RespondentType
from consultation.rules.responding import Channel
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from consultation.models import Consultation

FAULT_HEAD: Final = ["What is wrong", {"text": "Rows", "numeric": True}, "The first of them"]
READ_HEAD: Final = ["Row", "Who answers", "How it came", "Received", "Answers"]


def questions_in(asked: Sequence[Any]) -> list[Question]:
    """Those whose answers a file may have: equality answers are kept apart, and taken from nobody's table."""
    return [each for section in asked if not section.is_equality for each in section.questions]


def import_rows(held: "Consultation") -> list[list[Any]]:
    """One row a file."""
    return [
        [
            {
                "text": each.run.name,
                "href": reverse("consultation:start_import", args=[held.slug, each.run.pk]),
                "data_test": "import",
            },
            format_instant(each.run.at),
            each.run.by.name,
            f"{each.taken:,} of {each.run.rows:,}",
            _state(each),
        ]
        for each in imports_of(consultation=held)
    ]


def _state(each: Came) -> dict[str, Any]:
    words, tag = ("Done", "green") if each.is_over else ("Being taken in", "blue")
    return {"text": words, "tag": tag, "data_test": "state"}


def import_facts(each: Came) -> list[Any]:
    """One file of which rows were, or are, taken in."""
    return [
        ("File", each.run.name),
        ("Started", f"{format_instant(each.run.at)} by {each.run.by.name}"),
        {"key": "Rows in the file", "value": f"{each.run.rows:,}"},
        {"key": "Good rows", "value": f"{each.run.good:,}"},
        {"key": "Taken in", "value": f"{each.taken:,}", "data_test": "taken"},
        ("How it stands", _state(each)),
    ]


def about_file(told: Mapping[str, Any], rows: int) -> list[Any]:
    """What was sent."""
    facts: list[Any] = [("File", told["name"]), ("Rows", f"{rows:,}")]
    if told["sheet"]:
        others = told["other_sheets"]
        left_out = f", and not the other {others}" if others > 1 else ", and not the other one" if others else ""
        facts.insert(1, ("Sheet", f"“{told['sheet']}” is read{left_out}"))
    return facts


def preview(told: Mapping[str, Any], rows: int, questions: Sequence[Question]) -> dict[str, Any]:
    """What will come of it."""
    found = told["preview"]
    return {
        "facts": [
            *about_file(told, rows),
            {"key": "Can be taken in", "value": f"{found['ready']:,}", "data_test": "ready"},
            {"key": "– of these, from after the close", "value": f"{found['late']:,}"},
            {"key": "Were taken in before", "value": f"{found['before']:,}", "data_test": "before"},
            {"key": "Cannot be taken in", "value": f"{found['faulty']:,}", "data_test": "faulty"},
        ],
        "good": found["ready"],
        "fault_head": FAULT_HEAD,
        "faults": [
            [fault, f"{times:,}", ", ".join(f"{row:,}" for row in named)] for fault, times, named in found["faults"]
        ],
        "more_faults": found["more_faults"],
        "head": READ_HEAD,
        "rows": [_as_read(one, {str(each.pk): each for each in questions}) for one in found["shown"]],
    }


def _as_read(one: Mapping[str, Any], questions: Mapping[str, Question]) -> list[Any]:
    said = [_said(questions[pk], answer) for pk, answer in one["answers"].items() if pk in questions]
    who = RespondentType(one["sender"]["respondent_type"]).label
    return [
        f"{one['row']:,}",
        {"text": who, "sub": one["sender"]["organisation"]} if one["sender"]["organisation"] else who,
        Channel(one["channel"]).label,
        format_instant(datetime.fromisoformat(one["received"])),
        "; ".join(said),
    ]


def _said(question: Question, answer: Mapping[str, Any]) -> str:
    words = dict(question.choices)
    parts = [words.get(key, key) for key in answer["chosen"]] + [answer["number"], answer["day"], answer["text"][:60]]
    return f"{question.number}. {', '.join(part for part in parts if part)}"
