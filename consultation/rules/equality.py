"""What people said to equality questions, counted so that nobody can be found in it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from consultation.rules.questionnaire import Kind, Question
from consultation.workflow import Status
from kernel.small_numbers import Group, groups

SEVERAL: Final = "several"
NOT_GIVEN: Final = ""
FINAL_FROM: Final = frozenset({Status.CLOSED, Status.ANALYSED, Status.PUBLISHED})


def are_equality_answers_final(stage: Status) -> bool:
    """Whether no further answer comes: two looks while answers come could be subtracted from each other."""
    return stage in FINAL_FROM


def equality_table(
    question: Question, answers: Iterable[Mapping[int, Sequence[str]]], *, responses: int, fewest: int
) -> list[Group]:
    """How a question was answered, in groups of `fewest` or more that are all `responses` together.

    Who chose several things is one group of its own, so that everybody is counted once; who did not answer is one too.
    """
    counts = Counter(_group(answer.get(question.pk, ())) for answer in answers)
    counts[NOT_GIVEN] = responses - sum(count for key, count in counts.items() if key != NOT_GIVEN)
    keys = [key for key, _words in question.choices]
    keys += [SEVERAL] if question.kind == Kind.MULTIPLE else []
    return groups({key: (counts[key],) for key in [*keys, NOT_GIVEN]}, fewest=fewest)


def _group(chosen: Sequence[str]) -> str:
    if not chosen:
        return NOT_GIVEN
    return chosen[0] if len(chosen) == 1 else SEVERAL
