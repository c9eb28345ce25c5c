"""Which clauses an allegation may cite: those of the Code's version in force on the conduct date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kernel.clocks import format_date
from kernel.errors import ActionRefused


class ClauseNotInForce(ActionRefused):
    """A clause of a version of the Code that was not in force when the conduct took place."""


@dataclass(frozen=True)
class Cited:
    """A clause with the days on which its version of the Code is in force, the last one left out (None: none)."""

    reference: str
    in_force_from: date
    in_force_until: date | None

    def holds_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)


def require_in_force(*, cited: Iterable[Cited], conduct_on: date) -> None:
    """Refuse an allegation that cites nothing, or a clause that did not bind on the conduct date.

    Conduct is judged by the version in force on the day, not by the one in force now.
    """
    clauses = list(cited)
    if not clauses:
        raise ClauseNotInForce("Cite at least one clause of the Code.")
    wrong = [clause.reference for clause in clauses if not clause.holds_on(conduct_on)]
    if wrong:
        raise ClauseNotInForce(
            f"The version of the Code in force on {format_date(conduct_on)} does not contain "
            f"{'clauses' if len(wrong) > 1 else 'clause'} {', '.join(wrong)} as cited. "
            "Choose clauses of the version in force on that day."
        )
