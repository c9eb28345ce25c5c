"""Evidence in bits: how much likelier an agreement or a difference is for one person than for two. Pure.

Fellegi and Sunter, "A theory for record linkage", 1969. The weight of a level of agreement is log2(m / u), where m is
how often it is seen between two records of one person, and u how often between those of two. Equal names weigh by
their rarity in place of u (`register_rarity` in the database): everybody is called Smith, nobody Featherstonehaugh.
"""

from collections.abc import Mapping
from math import log2

SIZE = 42
OFFSETS = {"family": 0, "given": 10, "rest": 20, "birth": 30}
"""Where each part's levels begin in the weights, counted from 1 as PostgreSQL does: birth level 3 is number 33."""
BY_RARITY = ("family", "given")
CROSSED = 40
"""Family and given names in each other's place. 41 and 42 are the mean rarities, which the database measures."""


def bits(rates: Mapping[str, Mapping[int, tuple[float, float]]], *, crossed: float) -> list[float]:
    """The weights, from m and u of each level of each part, and how often the two names are crossed."""
    weights = [0.0] * SIZE
    for part, levels in rates.items():
        for level, (m, u) in levels.items():
            weights[OFFSETS[part] + level - 1] = log2(m) if level == 1 and part in BY_RARITY else log2(m / u)
    weights[CROSSED - 1] = log2(crossed)
    return weights
