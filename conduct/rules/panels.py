"""Who may sit on the panel of a hearing, and how the panel agrees to what its chair records. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from kernel.clocks import format_date
from kernel.errors import ActionRefused


class Kind(TextChoices):
    """Whether somebody sits for the public or as one who is, or was, on the register."""

    LAY = "lay", "Lay member"
    REGISTRANT = "registrant", "Registrant member"


class NotAPanel(ActionRefused):
    """The people chosen cannot sit together, or one of them cannot sit."""


class NotOnThePanel(ActionRefused):
    """Only the panel acts here, or only its chair."""


class NotAgreed(ActionRefused):
    """The panel has not agreed to the determination."""


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """Somebody chosen for a seat. `kind` is None for whoever is not appointed on every day of the hearing."""

    user_id: int
    name: str
    kind: str | None
    is_trained: bool = True
    is_qualified: bool = False
    """Legally qualified, to chair."""
    missing: tuple[date, ...] = ()
    """Days of the hearing on which they have not said that they can sit."""
    taken: tuple[date, ...] = ()
    """Days of the hearing on which they sit elsewhere."""


def require_fit(sitter: Sitter) -> None:
    """Refuse whoever is not appointed, trained, available and free on every day."""
    if sitter.kind is None:
        raise NotAPanel(f"{sitter.name} is not appointed to panels on every day of the hearing. Choose somebody else.")
    if not sitter.is_trained:
        raise NotAPanel(f"{sitter.name} has no training on record. Record it first, or choose somebody else.")
    if sitter.taken:
        raise NotAPanel(f"{sitter.name} sits in another hearing on {_days(sitter.taken)}. Choose another day.")
    if sitter.missing:
        raise NotAPanel(
            f"{sitter.name} has not said that they can sit on {_days(sitter.missing)}. They say so on their own page."
        )


def require_chair(sitter: Sitter) -> None:
    """Refuse a chair who is not legally qualified."""
    if not sitter.is_qualified:
        raise NotAPanel(f"{sitter.name} is not a legally qualified chair. Choose somebody who is.")


def require_panel(*, sitters: Collection[Sitter], numbers: Mapping[str, int]) -> None:
    """Refuse a panel with too few members, or too few of one kind (SI 2012/560: three, one lay, one registrant)."""
    if len({sitter.user_id for sitter in sitters}) < len(sitters):
        raise NotAPanel("Nobody has two seats on a panel. Choose a different person for each.")
    kinds = [sitter.kind for sitter in sitters]
    lacking = [
        (len(kinds), numbers["members"], "member"),
        (kinds.count(Kind.LAY), numbers["lay"], "lay member"),
        (kinds.count(Kind.REGISTRANT), numbers["registrant"], "registrant member"),
    ]
    for have, need, words in lacking:
        if have < need:
            raise NotAPanel(f"A panel has at least {need} {words}{'s' if need > 1 else ''}. Choose more.")


def require_heard(*, is_heard: bool, is_consented: bool) -> None:
    """Refuse a decision by one person, but for just what the manager has agreed to (SI 2012/560: three at least)."""
    if not (is_heard or is_consented):
        raise NotAPanel(
            "A panel hears this case before it is decided. Ask the caseworker to list a hearing. One chair alone "
            "records only an outcome to which the manager has agreed, just as they agreed to it."
        )


def require_majority(*, is_whole: bool, waiting: Collection[str], agreed: int, dissented: int) -> None:
    """Refuse to record what a member has not answered, what most of the panel does not agree to, and anything of a
    panel that somebody has left. `agreed` counts the chair, who proposed it.
    """
    if not is_whole:
        raise NotAgreed("Somebody has left this panel, so it can decide nothing. Cancel the hearing and list another.")
    if waiting:
        raise NotAgreed(f"Each member agrees or dissents first. Still missing: {', '.join(sorted(waiting))}.")
    if agreed <= dissented:
        raise NotAgreed("Most of the panel does not agree. Propose a determination that most can agree to.")


def _days(days: Collection[date]) -> str:
    return " and ".join(format_date(day) for day in sorted(days))
