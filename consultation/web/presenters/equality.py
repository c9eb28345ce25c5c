"""Answers to equality questions in tables and charts, small groups put together."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from consultation.queries import asked_by, stage
from consultation.queries.equality import asked_equality, equality_answers
from consultation.rules.counting import percent
from consultation.rules.equality import NOT_GIVEN, SEVERAL, are_equality_answers_final, equality_table
from consultation.rules.questionnaire import CHOSEN, Question
from kernel.clocks import format_instant
from kernel.rulesets import rules_of
from kernel.small_numbers import Group
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation

COLUMNS: Final = ("question", "answers", "responses", "percent", "all")


def equality_page(held: "Consultation", *, at: datetime) -> dict[str, Any]:
    """The tables, from the close on; before that when they are here."""
    is_final = are_equality_answers_final(stage(consultation=held, at=at))
    return {
        "consultation": held,
        "is_final": is_final,
        "closes": format_instant(held.closes_at),
        "fewest": rules_of(held.rule_set).fewest_in_figures,
        "by": f"{held.rule_set.sources['fewest_in_figures']}, rule set {held.rule_set.version}",
        "responses": f"{asked_equality(consultation=held):,}" if is_final else "",
        "tables": equality_tables(held) if is_final else [],
    }


def equality_tables(held: "Consultation") -> list[dict[str, Any]]:
    """Each question with choices; rows and bars are the same groups, and together all who could answer."""
    return [_table(question, groups) for question, groups in _counted(held)]


def _counted(held: "Consultation") -> Iterator[tuple[Question, list[Group]]]:
    asked = [each for section in asked_by(consultation=held) if section.is_equality for each in section.questions]
    if not asked:
        return
    answers, responses = equality_answers(consultation=held), asked_equality(consultation=held)
    fewest = rules_of(held.rule_set).fewest_in_figures
    for question in asked:
        if question.kind in CHOSEN:
            yield question, equality_table(question, answers, responses=responses, fewest=fewest)


def _table(question: Question, groups: list[Group]) -> dict[str, Any]:
    whole = sum(group.numbers[0] for group in groups)
    lines = [(_words(question, group), group.numbers[0]) for group in groups]
    return {
        "text": f"{question.number}. {question.text}",
        "rows": [[words, f"{count:,}", f"{percent(count, whole)}%"] for words, count in lines],
        "bars": [{"label": words, "values": [count], "total": count} for words, count in lines],
        "longest": max((count for _words, count in lines), default=1),
    }


def _words(question: Question, group: Group) -> str:
    named = {**dict(question.choices), SEVERAL: "More than one of these", NOT_GIVEN: "Not answered"}
    return "; ".join(named.get(key, key) for key in group.answers)


def equality_csv(held: "Consultation") -> bytes:
    """The same figures as a file."""
    return b"".join(csv_lines(_lines(held), columns=COLUMNS))


def _lines(held: "Consultation") -> Iterator[dict[str, Any]]:
    for question, groups in _counted(held):
        whole = sum(group.numbers[0] for group in groups)
        for group in groups:
            yield {
                "question": f"{question.number}. {question.text}",
                "answers": _words(question, group),
                "responses": group.numbers[0],
                "percent": percent(group.numbers[0], whole),
                "all": whole,
            }
