"""Evidence in bits: how much likelier an agreement or a difference is for one person than for two. Pure.

Fellegi and Sunter, "A theory for record linkage", 1969. The weight of a level of agreement is log2(m / u), where m is
how often it is seen between two records of one person, and u how often between those of two. Equal names weigh by
their rarity in place of u (`register_rarity` in the database): everybody is called Smith, nobody Featherstonehaugh.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log2

SIZE = 42
OFFSETS = {"family": 0, "given": 10, "rest": 20, "birth": 30}
"""Where each part's levels begin in the weights, counted from 1 as PostgreSQL does: birth level 3 is number 33."""
LEVELS = {"family": 6, "given": 9, "rest": 3, "birth": 7}
"""The highest level of each part; 0 stands for nothing to compare, and weighs nothing."""
BY_RARITY = ("family", "given")
CROSSED = 40
"""Family and given names in each other's place. 41 and 42 are the mean rarities, which the database measures."""

UNSEEN = 0.5
"""Added to each count, so that what was not seen in a sample is not thought impossible."""

Compared = tuple[int, ...]
"""The levels of one pair, as `register_levels` gives them: family, given, rest, birth, and the two crossed."""


def bits(rates: Mapping[str, Mapping[int, tuple[float, float]]], *, crossed: float) -> list[float]:
    """The weights, from m and u of each level of each part, and how often the two names are crossed."""
    weights = [0.0] * SIZE
    for part, levels in rates.items():
        for level, (m, u) in levels.items():
            weights[OFFSETS[part] + level - 1] = log2(m) if level == 1 and part in BY_RARITY else log2(m / u)
    weights[CROSSED - 1] = log2(crossed)
    return weights


def estimated(*, same: Iterable[Compared], different: Iterable[Compared]) -> list[float]:
    """The weights, from pairs labelled as of one person and as of two people."""
    of_one, of_two = list(same), list(different)
    straight = [pair for pair in of_one if not _is_crossed(pair)]
    rates = {}
    for place, (part, highest) in enumerate(LEVELS.items()):
        ms = _shares(of_one if part == "birth" else straight, place, highest)
        us = _shares(of_two, place, highest)
        rates[part] = {level: (ms[level], us[level]) for level in range(1, highest + 1)}
    return bits(rates, crossed=(len(of_one) - len(straight) + UNSEEN) / (len(of_one) + 1))


def _is_crossed(pair: Compared) -> bool:
    """Whether both names agree in each other's place."""
    return pair[4] <= 3 and pair[5] <= 3


def _shares(pairs: list[Compared], place: int, highest: int) -> dict[int, float]:
    seen = Counter(pair[place] for pair in pairs if pair[place])
    whole = seen.total() + UNSEEN * highest
    return {level: (seen[level] + UNSEEN) / whole for level in range(1, highest + 1)}
