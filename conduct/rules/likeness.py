"""How like two cases are, by what is alleged in them. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kernel.errors import ActionRefused

SHOWN: Final = 12
"""How many like cases a panel is shown at most."""


class OtherLikeCases(ActionRefused):
    """A panel did not see the like cases as they now are."""


@dataclass(frozen=True)
class Features:
    """What a case is about: clauses by code and reference, heads, and what else its allegations say."""

    clauses: frozenset[str]
    heads: frozenset[str]
    others: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[tuple[str, str]]:
        """Each of them, told apart by its kind."""
        kinds = (("clause", self.clauses), ("head", self.heads), ("other", self.others))
        return frozenset((kind, name) for kind, names in kinds for name in names)


def likeness(one: Features, other: Features) -> int:
    """How much of what either case is about both are about, in percent; 0 where they share no clause or no head."""
    if not one.clauses & other.clauses or not one.heads & other.heads:
        return 0
    return round(100 * len(one.all & other.all) / len(one.all | other.all))


def require_shown(*, shown: Collection[int] | None, like: Collection[int]) -> None:
    """Refuse to decide where the like cases are no longer those that the page showed (None: no page was involved)."""
    if shown is not None and set(shown) != set(like):
        raise OtherLikeCases("The like cases changed after you opened this page. Look at them again, then decide.")
