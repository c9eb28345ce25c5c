"""What an allegation may cite: clauses that bind how managers behave, of every version in force during the conduct."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from kernel.clocks import format_date
from kernel.errors import ActionRefused


class Duty(TextChoices):
    """What a clause is about. Only the first can be charged: the others bind whoever looks into a breach."""

    CONDUCT = "conduct", "How managers behave"
    PROCESS = "process", "How breaches are looked into, and what managers are owed"
    CONTEXT = "context", "What the Code is read with"


class ClauseNotInForce(ActionRefused):
    """A clause of a version of the Code that was not in force when the conduct took place, or none of one that was."""


class ClauseNotCharged(ActionRefused):
    """A clause that does not say how managers behave."""


class NotWhole(ActionRefused):
    """An allegation that lacks what the manager needs to answer it, or whose parts contradict each other."""


@dataclass(frozen=True)
class Cited:
    """A clause with the days on which its version of the Code is in force, the last one left out (None: none)."""

    reference: str
    in_force_from: date
    in_force_until: date | None
    code: str = ""
    version: str = ""
    duty: str = Duty.CONDUCT

    def holds_within(self, first: date, last: date) -> bool:
        """Whether its version was in force on any day of the conduct."""
        return self.in_force_from <= last and (self.in_force_until is None or first < self.in_force_until)

    @property
    def principle(self) -> tuple[str, str, str]:
        """The principle it belongs to, of its version of its code: that of 3f is 3."""
        return self.code, self.version, self.reference.rstrip("abcdefghijklmnopqrstuvwxyz")


def require_citable(*, cited: Iterable[Cited], versions: Iterable[Cited], first: date, last: date) -> None:
    """Refuse an allegation that cites nothing, a clause that does not bind how managers behave or did not bind during
    the conduct, or nothing of a version that did.

    Conduct is judged by the version in force on its days, not by the one in force now; conduct over a change of the
    Code by both. `versions` has one clause of each version of every code.
    """
    clauses = list(cited)
    if not clauses:
        raise ClauseNotInForce("Cite at least one clause of the Code.")
    if uncharged := [clause.reference for clause in clauses if clause.duty != Duty.CONDUCT]:
        raise ClauseNotCharged(
            f"{_named(uncharged)} of the Code cannot be charged: it says how breaches are looked into or what the Code "
            "is read with, not how managers behave. Choose clauses that do."
        )
    if wrong := [clause.reference for clause in clauses if not clause.holds_within(first, last)]:
        raise ClauseNotInForce(
            f"The version of the Code in force {_when(first, last)} does not contain "
            f"{_named(wrong).lower()} as cited. Choose clauses of the version in force then."
        )
    codes, held = {clause.code for clause in clauses}, {(clause.code, clause.version) for clause in clauses}
    needed = {(one.code, one.version) for one in versions if one.code in codes and one.holds_within(first, last)}
    if missing := sorted(version for _, version in needed - held):
        raise ClauseNotInForce(
            f"The Code changed during this conduct, so it is charged under each version. Choose a clause of the "
            f"version of {' and '.join(missing)} as well."
        )


def require_answerable(*, heads: Collection[object], grounds: Iterable[Cited], cited: Iterable[Cited]) -> None:
    """Refuse an allegation without a head, and a ground of discrimination without its principle of the Code."""
    if not heads:
        raise NotWhole("Select what kind of misconduct it would be.")
    charged = {clause.principle for clause in cited}
    if missing := sorted({ground.reference for ground in grounds if ground.principle not in charged}):
        raise NotWhole(f"Discrimination is charged under principle {', '.join(missing)} of the Code. Cite it as well.")


def _named(references: list[str]) -> str:
    return f"{'Clauses' if len(references) > 1 else 'Clause'} {', '.join(references)}"


def _when(first: date, last: date) -> str:
    return f"on {format_date(first)}" if first == last else f"from {format_date(first)} to {format_date(last)}"
