"""One question by something else in words, with a chart, and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict

from consultation.queries.crossing import groups_of
from consultation.rules.counting import Row, Table, percent
from consultation.rules.crossing import (
    BY_CHANNEL,
    BY_TYPE,
    BY_WEEK,
    NO_ANSWER,
    TOGETHER,
    Group,
    merged,
    table_of,
)
from consultation.rules.questionnaire import Question, RespondentType
from consultation.rules.responding import Channel
from consultation.web.forms.crossing import CrossForm
from consultation.web.presenters.finding import choices_of
from kernel.clocks import format_date
from kernel.rulesets import rules_of
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation

COLUMNS: Final = ("question", "by", "group", "answer", "count", "base", "percent", "not_answered", "all")


@dataclass(frozen=True, kw_only=True)
class Crossed:
    """What was asked for, and its groups in their order, each with its words."""

    question: Question
    by: str
    parts: Sequence[tuple[str, Table]]


def _crossed(held: "Consultation", form: CrossForm, questions: Sequence[Question]) -> Crossed:
    number, by = form.crossed
    of_it = {str(each.pk): each for each in questions}
    groups = groups_of(consultation=held, sought=form.sought, question=number, by=by)
    if by not in (BY_CHANNEL, BY_WEEK):
        groups = merged(groups, fewest=rules_of(held.rule_set).fewest_in_figures)
    question, words = of_it[str(number)], _words(by, of_it)
    if by == BY_WEEK:
        words = {each.key: f"From {format_date(date.fromisoformat(each.key))}" for each in groups}
    order = [*words, NO_ANSWER, TOGETHER]
    groups = sorted(groups, key=lambda each: (order.index(each.key) if each.key in order else 0, each.key))
    parts = [(_name(each, words), table_of(question, each)) for each in groups]
    return Crossed(question=question, by=_by_words(by, of_it), parts=parts)


def _words(by: str, questions: Mapping[str, Question]) -> dict[str, str]:
    if by == BY_TYPE:
        return {str(key): str(words) for key, words in RespondentType.choices}
    if by == BY_CHANNEL:
        return {str(key): str(words) for key, words in Channel.choices}
    return dict(questions[by].choices) if by in questions else {}


def _by_words(by: str, questions: Mapping[str, Question]) -> str:
    fixed = {BY_TYPE: "kind of respondent", BY_CHANNEL: "how it came", BY_WEEK: "week in which it was received"}
    return fixed.get(by) or f"answer to question {questions[by].number}, “{questions[by].text}”"


def _name(group: Group, words: Mapping[str, str]) -> str:
    if group.key == TOGETHER:
        return "Smaller groups together"
    if group.key == NO_ANSWER:
        return "Did not answer that"
    return words.get(group.key, group.key)


def cross_page(held: "Consultation", query: QueryDict) -> dict[str, Any]:
    """The table, with charts of the same figures, of those who are sought."""
    choices = choices_of(held)
    if not choices["questions"]:
        return {"consultation": held, "form": None}
    form = CrossForm(query, **choices)
    found = _crossed(held, form, choices["questions"])
    first = found.parts[0][1] if found.parts else None
    head = [*(row.words for row in _rows(first))] if first else []
    return {
        "consultation": held,
        "form": form,
        "with_filter": form.address,
        "is_filtered": not form.sought.is_any,
        "question": found.question,
        "by": found.by,
        "fewest": rules_of(held.rule_set).fewest_in_figures,
        "head": ["Group", *({"text": one, "numeric": True} for one in ("All", "Answered", *head))],
        "rows": [_row(words, part) for words, part in found.parts],
        "charts": _charts(found),
    }


def _rows(part: Table) -> list[Row]:
    return [*((part.agreed,) if part.agreed else ()), *part.rows]


def _row(words: str, part: Table) -> list[str]:
    cells = [f"{row.percent} ({row.count:,})" if part.base else "–" for row in _rows(part)]
    return [words, f"{part.all:,}", f"{part.base:,}", *cells]


def _charts(found: Crossed) -> list[dict[str, Any]]:
    """Of agreement its share by group; else one for each choice. One colour: what tells them apart are words."""
    shown: dict[str, list[dict[str, Any]]] = {}
    for words, part in found.parts:
        for row in [part.agreed] if part.agreed else part.rows:
            share = percent(row.count, row.base) if row.base else 0
            shown.setdefault(row.words, []).append({"label": words, "values": [share], "total": share})
    return [{"caption": words, "bars": bars} for words, bars in shown.items()]


def cross_csv(held: "Consultation", query: QueryDict) -> bytes:
    """The same as a file that runs nothing in a spreadsheet program."""
    choices = choices_of(held)
    found = _crossed(held, CrossForm(query, **choices), choices["questions"]) if choices["questions"] else None
    return b"".join(csv_lines(_lines(found) if found else (), columns=COLUMNS))


def _lines(found: Crossed) -> Iterator[dict[str, Any]]:
    for words, part in found.parts:
        for row in _rows(part):
            yield {
                "question": f"{found.question.number}. {found.question.text}",
                "by": found.by,
                "group": words,
                "answer": row.words,
                "count": row.count,
                "base": row.base,
                "percent": row.percent.rstrip("%–"),
                "not_answered": part.silent,
                "all": part.all,
            }
