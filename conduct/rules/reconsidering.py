"""Reviews before an order ends, and restoration after removal: when, by whom, and what may come of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from conduct.rules.deadlines import until
from conduct.rules.determining import Outcome
from conduct.rules.independence import NotIndependent
from kernel.clocks import add_months, format_date, start_of_day, today
from kernel.errors import ActionRefused


class Kind(TextChoices):
    REVIEW = "review", "Review of the order"
    RESTORATION = "restoration", "Application to be restored"


class Result(TextChoices):
    LET_END = "let_end", "The order ends as decided"
    EXTENDED = "extended", "The order lasts longer"
    REPLACED = "replaced", "Another order takes its place"
    RESTORED = "restored", "Restored to the register"
    REFUSED = "refused", "Refused"


RESULTS: Final = {
    Kind.REVIEW: (Result.LET_END, Result.EXTENDED, Result.REPLACED),
    Kind.RESTORATION: (Result.RESTORED, Result.REFUSED),
}
ORDERING: Final = frozenset({Result.EXTENDED, Result.REPLACED})
REPLACING: Final = (Outcome.WARNING, Outcome.CONDITIONS, Outcome.SUSPENSION)
"""What a review may put in the place of an order, the mildest first."""


class NothingToReconsider(ActionRefused):
    """The register has no order of the kind by this case."""


class TooEarly(ActionRefused):
    """The interval before an application has not run."""


class AlreadyAsked(ActionRefused):
    """A review or an application waits already."""


class WrongResult(ActionRefused):
    """What was decided does not go with what was asked."""


class HarsherOrder(ActionRefused):
    """A review would order more than what is in force."""


def may_apply_from(*, removed_at: datetime, years: int, refused_at: datetime | None, months: int) -> datetime:
    """When somebody who was removed may apply: so many years after the removal took effect, and so many months after
    an application was refused. Calendar months, from the beginning of the day."""
    after_removal = start_of_day(add_months(to=today(removed_at), months=12 * years))
    if refused_at is None:
        return after_removal
    return max(after_removal, start_of_day(add_months(to=today(refused_at), months=months)))


def require_interval(*, from_at: datetime, at: datetime) -> None:
    """Refuse an application before its day."""
    if at < from_at:
        raise TooEarly(f"An application to be restored may be made from {format_date(today(from_at))}.")


def require_result(*, kind: str, result: str) -> None:
    """Refuse a result that does not belong to what was asked."""
    if result not in RESULTS[Kind(kind)]:
        raise WrongResult("Select what was decided.")


def may_replace(*, present: str) -> tuple[Outcome, ...]:
    """What may take the place of an order: nothing harsher, for which a panel would have to hear the manager."""
    ladder = list(Outcome)
    return tuple(one for one in REPLACING if ladder.index(one) <= ladder.index(Outcome(present)))


def require_no_harsher(*, outcome: str, present: str) -> None:
    """Refuse an order that a review may not make."""
    if outcome not in may_replace(present=present):
        raise HarsherOrder(
            f"A review may put {' or '.join(one.label.lower() for one in may_replace(present=present))} in the place of"
            " this order. Anything harsher needs a case of its own, and a hearing."
        )


def require_not_over(*, ends_at: datetime | None, at: datetime) -> None:
    """Refuse to review an order that is over: nothing of it can be made longer."""
    if ends_at is not None and ends_at <= at:
        raise NothingToReconsider(f"The order ended at {until(ends_at)}. It cannot be reviewed any more.")


def require_reviewer(*, user_id: int, inquirers: Collection[int]) -> None:
    """Refuse a reviewer who held, investigated or examined the case, or whom it is about. Its panel may review."""
    if user_id in inquirers:
        raise NotIndependent(
            "You held, investigated or examined this case, so you cannot review its order. Ask another panel chair."
        )
