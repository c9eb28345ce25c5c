"""Finding themes in answers: when that is open, which answers are read twice, and how far two readers agree. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from consultation.workflow import Status
from kernel.errors import ActionRefused

SAMPLE: Final = 10
"""One answer of so many is read by a second analyst."""
SPREAD: Final = 2_654_435_761
"""Knuth's multiplier: neighbouring numbers fall apart, so that a sample is of all times and channels."""
CODABLE: Final = frozenset({Status.OPEN, Status.CLOSED})


class NotCodable(ActionRefused):
    """A consultation whose analysis is finished, or which nobody has answered yet; or a theme that cannot be given."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two readers of the same answers agree on one theme.

    `kappa` is Cohen's (1960): 1 for full agreement, 0 for as much as by chance. There is none where both readers said
    the same of every answer throughout, as chance would have them do too.
    """

    both: int
    differ: int
    neither: int
    kappa: float | None


def require_codable(stage: Status) -> None:
    """Refuse to change themes, or what was found, before anybody answers and once the analysis is finished."""
    if stage not in CODABLE:
        raise NotCodable("Themes are found from the day a consultation opens until its analysis is finished.")


def require_themes(given: Collection[int], of_question: Collection[int]) -> None:
    """Refuse themes that the question's codebook does not have now."""
    if not set(given) <= set(of_question):
        raise NotCodable("The codebook changed after you opened this page, so nothing was saved. Choose again.")


def is_sampled(number: int) -> bool:
    """Whether an answer, by its number, is one of those that are read twice."""
    return (number * SPREAD % 2**32) * SAMPLE < 2**32


def agreement(readings: Sequence[tuple[Collection[int], Collection[int]]], theme: int) -> Agreement:
    """How far the first and the second reading of each answer agree on a theme."""
    both = sum(theme in first and theme in second for first, second in readings)
    one = sum(theme in first for first, _ in readings)
    other = sum(theme in second for _, second in readings)
    total, differ = len(readings), one + other - 2 * both
    return Agreement(both=both, differ=differ, neither=total - both - differ, kappa=_kappa(total, both, one, other))


def _kappa(total: int, both: int, one: int, other: int) -> float | None:
    if not total:
        return None
    observed = (total - one - other + 2 * both) / total
    by_chance = (one * other + (total - one) * (total - other)) / total**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
