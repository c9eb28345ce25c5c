"""One question's answers by something else that is known of the same responses. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from consultation.rules.counting import Row, Table
from consultation.rules.questionnaire import Kind, Question
from kernel import small_numbers

BY_TYPE, BY_CHANNEL, BY_WEEK = "respondent_type", "channel", "week"
OF_PEOPLE: Final = frozenset({BY_TYPE})
"""What may lead to somebody, as every question does; how and when a response came does not."""
NO_ANSWER: Final = ""
TOGETHER: Final = "together"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Responses that have one thing in common: how many, how many of these answered, and what they chose."""

    key: str
    all: int
    base: int
    agreed: int
    counts: dict[str, int]


def merged(groups: Sequence[Group], *, fewest: int) -> list[Group]:
    """The same with small groups put together (`kernel.small_numbers`), so that every group is of `fewest` or more."""
    by_key = {each.key: each for each in groups}
    lines = small_numbers.groups({each.key: (each.all,) for each in groups}, fewest=fewest)
    return [_sum([by_key[key] for key in line.answers]) for line in lines]


def _sum(groups: Sequence[Group]) -> Group:
    if len(groups) == 1:
        return groups[0]
    keys = {key for each in groups for key in each.counts}
    return Group(
        key=TOGETHER,
        all=sum(each.all for each in groups),
        base=sum(each.base for each in groups),
        agreed=sum(each.agreed for each in groups),
        counts={key: sum(each.counts.get(key, 0) for each in groups) for key in keys},
    )


def table_of(question: Question, group: Group) -> Table:
    """A group's answers, as the answers of all are counted."""
    rows = tuple(
        Row(key=key, words=words, count=group.counts.get(key, 0), base=group.base) for key, words in question.choices
    )
    agreed = None
    if question.kind == Kind.AGREEMENT:
        agreed = Row(key="agreed", words="Agree or strongly agree", count=group.agreed, base=group.base)
    return Table(question=question, base=group.base, silent=group.all - group.base, rows=rows, agreed=agreed)
