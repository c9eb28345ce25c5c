"""Counting honestly: of whom, out of how many, with campaigns and without. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from consultation.rules.questionnaire import AGREED, CHOSEN, Kind, Question, RespondentType

NO_ANSWER: Final = ""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Responses that count: how many of each kind of respondent, and of those how many chose the same of a question.

    `chosen` is by the question's number and the kind, and then by everything that was chosen together.
    """

    all: Mapping[str, int]
    chosen: Mapping[tuple[int, str], Mapping[tuple[str, ...], int]]


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


def table(question: Question, counts: Counts, kinds: Collection[str] = RespondentType.values) -> Table:
    """How a question with choices was answered, by all or by some kinds of respondent."""
    given = Counter[tuple[str, ...]]()
    for kind in kinds:
        given.update(counts.chosen.get((question.pk, kind), {}))
    base, everybody = given.total(), sum(counts.all.get(kind, 0) for kind in kinds)
    each = Counter[str]()
    for keys, count in given.items():
        each.update(dict.fromkeys(keys, count))
    rows = tuple(Row(key=key, words=words, count=each[key], base=base) for key, words in question.choices)
    agreed = None
    if question.kind == Kind.AGREEMENT:
        count = sum(count for keys, count in given.items() if AGREED & set(keys))
        agreed = Row(key="agreed", words="Agree or strongly agree", count=count, base=base)
    return Table(question=question, base=base, silent=everybody - base, rows=rows, agreed=agreed)


def crossed(question: Question, counts: Counts) -> list[tuple[str, Table]]:
    """The same by kind of respondent, in their order; together they are all."""
    return [(kind.label, table(question, counts, [kind])) for kind in RespondentType]


def by_type(counts: Counts) -> list[tuple[str, int]]:
    """How many responses there are of each kind of respondent."""
    return [(kind.label, counts.all.get(kind, 0)) for kind in RespondentType]


def countable(questions: Iterable[Question]) -> list[Question]:
    """Questions whose answers are counted by choice."""
    return [each for each in questions if each.kind in CHOSEN]
