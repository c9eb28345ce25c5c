"""Counting honestly: of whom, out of how many, with campaigns and without. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consultation.rules.questionnaire import AGREED, CHOSEN, Kind, Question, RespondentType

NO_ANSWER: Final = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One response that counts: as what it was sent, and the keys it chose, by question."""

    pk: int
    respondent_type: str
    chosen: Mapping[int, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """How many of a base chose one thing. Of any of several choices more than the base may be chosen together."""

    key: str
    words: str
    count: int
    base: int

    @property
    def percent(self) -> str:
        """To a whole number, halves up; of nobody there is none."""
        return f"{percent(self.count, self.base)}%" if self.base else "–"


@dataclass(frozen=True, kw_only=True)
class Table:
    """One question's answers. `base` answered it; `silent` did not or were not asked; together they are all."""

    question: Question
    base: int
    silent: int
    rows: tuple[Row, ...]
    agreed: Row | None = None

    @property
    def all(self) -> int:
        return self.base + self.silent


def percent(count: int, base: int) -> int:
    """A share of a hundred, to the nearest whole, halves up."""
    return (200 * count + base) // (2 * base)


def table(question: Question, responses: Iterable[Counted]) -> Table:
    """How a question with choices was answered."""
    answers = [response.chosen.get(question.pk, ()) for response in responses]
    given = [answer for answer in answers if answer]
    counts = Counter(key for answer in given for key in answer)
    rows = tuple(Row(key=key, words=words, count=counts[key], base=len(given)) for key, words in question.choices)
    agreed = None
    if question.kind == Kind.AGREEMENT:
        count = sum(1 for answer in given if AGREED & set(answer))
        agreed = Row(key="agreed", words="Agree or strongly agree", count=count, base=len(given))
    return Table(question=question, base=len(given), silent=len(answers) - len(given), rows=rows, agreed=agreed)


def crossed(question: Question, responses: Sequence[Counted]) -> list[tuple[str, Table]]:
    """The same by kind of respondent, in their order; together they are all."""
    return [
        (kind.label, table(question, [each for each in responses if each.respondent_type == kind]))
        for kind in RespondentType
    ]


def by_type(responses: Iterable[Counted]) -> list[tuple[str, int]]:
    """How many responses there are of each kind of respondent."""
    counts = Counter(each.respondent_type for each in responses)
    return [(kind.label, counts[kind]) for kind in RespondentType]


def countable(questions: Iterable[Question]) -> list[Question]:
    """Questions whose answers are counted by choice."""
    return [each for each in questions if each.kind in CHOSEN]
