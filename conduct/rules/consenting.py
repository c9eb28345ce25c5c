"""Ending a case by consent: what may be offered, when it may be answered, and what a panel may make of it. Pure."""

from datetime import datetime

from conduct.rules.deadlines import until
from conduct.rules.determining import OFFERED, Outcome, Sanction
from kernel.errors import ActionRefused


class CannotBeOffered(ActionRefused):
    """An outcome that no consent can carry."""


class OfferOpen(ActionRefused):
    """An offer waits for the manager's answer already."""


class NoOffer(ActionRefused):
    """No offer waits for an answer."""


class OfferLapsed(ActionRefused):
    """The time to answer an offer is over."""


class NotConsented(ActionRefused):
    """Undertakings that the manager has not agreed to."""


def require_offerable(*, outcome: str) -> None:
    """Refuse to offer what ends no case, and what the law leaves to a decision of others."""
    if outcome not in OFFERED:
        label = Outcome(outcome).label.lower()
        raise CannotBeOffered(f"A case does not end by consent with this: {label}. Choose another outcome.")


def require_second_reader(*, user_id: int, offered_by: int) -> None:
    """Refuse an agreement on paper that is entered by whoever made the offer: one person ends no case alone."""
    if user_id == offered_by:
        raise NotConsented(
            "You made this offer, so somebody else reads the manager’s letter and enters that they agree. Ask a "
            "colleague who works on cases."
        )


def require_in_time(*, due_at: datetime, at: datetime) -> None:
    """Refuse an answer after the time for it: a panel decides then."""
    if at >= due_at:
        raise OfferLapsed(f"The offer could be answered until {until(due_at)}. A panel decides the case.")


def require_consented(*, outcome: str, agreed: Sanction | None, made: Sanction) -> None:
    """Refuse undertakings other than those that the manager agreed to, word for word."""
    if outcome == Outcome.UNDERTAKINGS and agreed != made:
        raise NotConsented(
            "Undertakings are made only as the manager agreed to them. Offer them first, or choose another outcome."
        )
