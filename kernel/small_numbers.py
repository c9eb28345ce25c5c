"""Figures that name nobody: groups too small to be shown are put together until none is. Pure.

A table is a partition of all who are counted: each line is a group of answers, and every number in a line is of so many
people or more. What is not shown by itself is always part of a line with other answers, so that no line, and no total
less any lines, is the number of one small group; and since every line is in the table, nothing is left to subtract.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple

Numbers = tuple[int, ...]
WEEKS: Final = 4


class Group(NamedTuple):
    """One line: whose answers, and how many people in each column."""

    answers: tuple[str, ...]
    numbers: Numbers


def groups(counts: Mapping[str, Numbers], *, fewest: int) -> list[Group]:
    """The answers in groups of which each has `fewest` people or more in every column; none where all together have
    fewer. Answers keep their order; those put together come last, as one group.

    What is put together are two answers at least, so that the group does not give away the one in it; an answer that
    nobody gave is put there too, so that nobody sees which are small and which are empty.
    """
    apart = [answer for answer, numbers in counts.items() if min(numbers) >= fewest]
    together = [answer for answer in counts if answer not in apart]
    while together and apart and min(_sum(counts, together)) < fewest:
        smallest = min(apart, key=lambda answer: counts[answer])
        apart.remove(smallest)
        together.append(smallest)
    found = [Group((answer,), counts[answer]) for answer in apart]
    if together:
        rest = tuple(answer for answer in counts if answer in together)
        if min(_sum(counts, rest)) < fewest:
            return []
        found.append(Group(rest, _sum(counts, rest)))
    return found


def middle(weeks: Sequence[float], *, fewest: int) -> int | None:
    """The median to the nearest four weeks, so that it is nobody's own number; none of fewer than `fewest`."""
    return WEEKS * round(median(weeks) / WEEKS) if len(weeks) >= fewest else None


def _sum(counts: Mapping[str, Numbers], answers: Sequence[str]) -> Numbers:
    return tuple(sum(column) for column in zip(*(counts[answer] for answer in answers), strict=True))
