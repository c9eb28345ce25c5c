"""What a consultation asks: its parts in their order, what follows from earlier answers, and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import category

from django.db.models import TextChoices

from kernel.errors import ActionRefused

Answers = Mapping[int, Mapping[str, Any]]
"""By question: `chosen` keys, `text`, `number`, `day` as it was given, the `wording` that was answered and the
`language` that it was read in; empty for the original."""


class NotFit(ActionRefused):
    """A questionnaire that cannot be put to the public, or a change of one."""


class Kind(TextChoices):
    """How a question is answered."""

    SINGLE = "single", "One of several choices"
    MULTIPLE = "multiple", "Any of several choices"
    AGREEMENT = "agreement", "Agreement, from strongly agree to strongly disagree"
    REGION = "region", "A region of England, or a country"
    ORGANISATION_TYPE = "organisation_type", "A type of organisation"
    TEXT = "text", "Free text"
    NUMBER = "number", "A whole number"
    DATE = "date", "A date"
    FILE = "file", "A file, sent after the response"
    STATEMENT = "statement", "Nothing: a statement to read"


CHOSEN: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.AGREEMENT, Kind.REGION, Kind.ORGANISATION_TYPE})
UNTYPED: Final = frozenset({Kind.STATEMENT, Kind.FILE})
"""What the page of a question takes no answer to: a statement is read, and a file follows once there is a response."""
SCALE: Final = (
    ("strongly_agree", "Strongly agree"),
    ("agree", "Agree"),
    ("neither", "Neither agree nor disagree"),
    ("disagree", "Disagree"),
    ("strongly_disagree", "Strongly disagree"),
    ("dont_know", "Don’t know"),
)
AGREED: Final = frozenset({"strongly_agree", "agree"})


class Region(TextChoices):
    """Where somebody is: a region of NHS England, or a country."""

    EAST = "east", "East of England"
    LONDON = "london", "London"
    MIDLANDS = "midlands", "Midlands"
    NORTH_EAST = "north_east", "North East and Yorkshire"
    NORTH_WEST = "north_west", "North West"
    SOUTH_EAST = "south_east", "South East"
    SOUTH_WEST = "south_west", "South West"
    ENGLAND = "england", "The whole of England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"
    ELSEWHERE = "elsewhere", "Elsewhere"


class OrganisationType(TextChoices):
    """What kind of organisation somebody works in or answers for."""

    TRUST = "trust", "An NHS trust or foundation trust"
    BOARD = "board", "An integrated care board"
    PRIMARY = "primary", "A general practice, or other primary care"
    SOCIAL = "social", "A provider of social care"
    INDEPENDENT = "independent", "An independent provider of health care"
    UNION = "union", "A trade union or staff association"
    PROFESSION = "profession", "A professional body or royal college"
    REGULATOR = "regulator", "A regulator or another public body"
    PATIENTS = "patients", "A charity, or an organisation of patients or carers"
    EDUCATION = "education", "A university, or another provider of training"
    OTHER = "other", "Another organisation"
    NONE = "none", "None"


FIXED: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    Kind.AGREEMENT: SCALE,
    Kind.REGION: Region.choices,
    Kind.ORGANISATION_TYPE: OrganisationType.choices,
}
"""Kinds of question whose choices are the same in every consultation, so that answers can be compared."""


class RespondentType(TextChoices):
    """As what somebody answers. Nobody checks it."""

    PUBLIC = "public", "A member of the public"
    PATIENT = "patient", "A patient, or a patient’s relative or carer"
    WORKER = "worker", "Somebody who works in health or care, and is no manager"
    MANAGER = "manager", "A manager in health or care"
    LEADER = "leader", "A senior manager or leader in health or care"
    ORGANISATION = "organisation", "Somebody who answers for an organisation"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What is asked only of those whose answer to an earlier question is one of these keys."""

    question: int
    keys: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question in the wording of now. `language` is that of its words, `missing` one that it was to be read in."""

    pk: int
    number: int
    kind: str
    wording: int
    text: str
    help_text: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = False
    comment: str = ""
    limit: int = 0
    condition: Condition | None = None
    language: str = ""
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page. That of equality questions is kept apart from everything else that somebody says."""

    pk: int
    title: str
    text: str = ""
    is_equality: bool = False
    condition: Condition | None = None
    questions: tuple[Question, ...] = ()
    language: str = ""
    missing: str = ""


Questionnaire = Sequence[Section]


def is_met(condition: Condition | None, answers: Answers) -> bool:
    """Whether what is asked under a condition is asked, after these answers."""
    return condition is None or bool(condition.keys & set(answers.get(condition.question, {}).get("chosen", ())))


def asked(questionnaire: Questionnaire, answers: Answers) -> list[tuple[Section, list[Question]]]:
    """The pages that the answers lead through, each with the questions that are asked on it.

    An answer to what is not asked, given before another answer was changed, leads nowhere.
    """
    found: list[tuple[Section, list[Question]]] = []
    counted: dict[int, Mapping[str, Any]] = {}
    for section in questionnaire:
        if not is_met(section.condition, counted):
            continue
        questions = [each for each in section.questions if is_met(each.condition, counted)]
        if not questions:
            continue
        found.append((section, questions))
        counted |= {each.pk: answers[each.pk] for each in questions if each.pk in answers}
    return found


def counting(questionnaire: Questionnaire, answers: Answers) -> dict[int, Mapping[str, Any]]:
    """The answers that count: to questions that are asked, and not empty."""
    pks = [question.pk for _section, questions in asked(questionnaire, answers) for question in questions]
    return {pk: answers[pk] for pk in pks if pk in answers and is_answered(answers[pk])}


def is_answered(answer: Mapping[str, Any]) -> bool:
    """Whether somebody said anything. Words of which nothing can be seen say nothing."""
    given = any(answer.get(name) not in (None, "", []) for name in ("chosen", "number", "day"))
    return given or any(category(each)[0] not in "CZ" for each in answer.get("text") or "")


def faults(questionnaire: Questionnaire) -> Iterator[str]:
    """What keeps a questionnaire from being put to the public, in words."""
    before: dict[int, Question] = {}
    if not any(each.kind != Kind.STATEMENT for section in questionnaire for each in section.questions):
        yield "There is no question. Add a section with a question."
    for section in questionnaire:
        if not section.questions:
            yield f"The section “{section.title}” has no question. Add one, or remove the section."
        yield from _unmet(f"The section “{section.title}”", section.condition, before)
        for question in section.questions:
            name = f"Question {question.number}"
            yield from _unmet(name, question.condition, before)
            if question.kind in CHOSEN and len(question.choices) < 2:
                yield f"{name} needs two choices at least."
        if not section.is_equality:
            before |= {question.pk: question for question in section.questions}


def _unmet(name: str, condition: Condition | None, before: Mapping[int, Question]) -> Iterator[str]:
    if condition is None:
        return
    question = before.get(condition.question)
    if question is None:
        yield f"{name} depends on a question that does not come in an earlier section."
    elif not condition.keys or condition.keys - {key for key, _words in question.choices}:
        yield f"{name} depends on a choice that question {question.number} does not have."


def require_fit(questionnaire: Questionnaire) -> None:
    """Refuse (NotFit) to ask for approval of what cannot be put to the public."""
    if found := list(faults(questionnaire)):
        raise NotFit(" ".join(found))


def require_same_choices(*, before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> None:
    """Refuse (NotFit) a correction that takes a choice away: somebody may have chosen it."""
    if gone := [words for key, words in before if key not in {key for key, _words in after}]:
        raise NotFit(
            f"Keep every choice while people answer: “{gone[0]}” would be gone, and somebody may have chosen it."
        )


def keyed_choices(lines: str, *, before: Sequence[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """Choices from lines, each with a key that it keeps: by its words, or else by its place among those before."""
    words = [line.strip() for line in lines.split("\n") if line.strip()]
    if len(set(words)) < len(words):
        raise NotFit("Each choice must differ from the others.")
    keys = {text: key for key, text in before}
    place = {key: number for number, (key, _text) in enumerate(before)}
    taken = {keys[text] for text in words if text in keys}
    found: list[tuple[str, str]] = []
    for number, text in enumerate(words):
        key = keys.get(text, "")
        if not key and len(words) == len(before):
            key = next((one for one in place if place[one] == number and one not in taken), "")
        if not key:
            used = taken | set(place) | {one for one, _text in found}
            key = next(f"c{at}" for at in range(1, len(used) + 2) if f"c{at}" not in used)
        found.append((key, text))
        taken.add(key)
    return found
