"""The periods, the scope and the people of a bar. Pure: no database, no clock of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kernel.clocks import (
    Channel,
    add_months,
    format_date,
    last_day_before,
    period_beginning_with,
    served_at,
    start_of_day,
    today,
)
from kernel.errors import ActionRefused
from kernel.rulesets import Rules
from register.rules import ALL_CLASSES

FIRST_YEAR, LAST_YEAR = 1948, 2199  # the NHS began in 1948; a later year than 2199 is a slip of the keyboard


class NotIndependent(ActionRefused):
    """The second person is not independent of the first, of the case or of the person barred."""


class WindowStillOpen(ActionRefused):
    """The person may still answer the notice."""


class WindowClosed(ActionRefused):
    """The time to answer the notice is over."""


class NotYetServed(ActionRefused):
    """The decision is on its way to the person."""


class AlreadyOver(ActionRefused):
    """The bar has ended, so nothing is left to lift."""


class UnlawfulTerms(ActionRefused):
    """The bar as described could not be made: its scope, its reasons or its dates."""


class NotServable(ActionRefused):
    """The notice cannot have been served in the way that is said."""


class Ground(StrEnum):
    """What a bar rests on."""

    DETERMINATION = "determination"
    CONVICTION = "conviction"
    OTHER_REGULATOR = "other_regulator"

    @property
    def words(self) -> str:
        return {
            Ground.DETERMINATION: "A determination of ours",
            Ground.CONVICTION: "A conviction",
            Ground.OTHER_REGULATOR: "Another regulator’s finding",
        }[self]


class Stage(StrEnum):
    """What a bar that was made is at an instant, whatever its procedure says."""

    NOT_YET = "not_yet"
    IN_EFFECT = "in_effect"
    STAYED = "stayed"
    ENDED = "ended"
    LIFTED = "lifted"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is proposed: scope, reasons and dates. `ends_on` is the last day barred; None is indefinite."""

    tiers: tuple[str, ...]
    organisation_classes: tuple[str, ...]
    reasons: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a notice counts as served, and the instant at which the time to answer it is over."""

    served_at: datetime
    closes_at: datetime


def require_lawful(*, terms: Terms) -> None:
    """Refuse terms without scope, reasons or sense in their dates."""
    if not terms.tiers:
        raise UnlawfulTerms("Choose at least one tier of post that the bar covers.")
    if not terms.organisation_classes:
        raise UnlawfulTerms("Choose at least one class of organisation that the bar covers.")
    if ALL_CLASSES in terms.organisation_classes and len(terms.organisation_classes) > 1:
        raise UnlawfulTerms("Choose either every class of organisation or particular ones, not both.")
    if not terms.reasons.strip():
        raise UnlawfulTerms("Give the reasons for the bar. They are served on the person and published.")
    for day in (terms.starts_on, terms.ends_on):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UnlawfulTerms(f"Enter dates with a year between {FIRST_YEAR} and {LAST_YEAR}.")
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise UnlawfulTerms("The last day of the bar must be on or after the day it starts.")


def as_decided(
    *, tiers: tuple[str, ...], organisation_classes: tuple[str, ...], months: int | None, reasons: str, starts_on: date
) -> Terms:
    """The bar that a panel decided on, if it starts on a day: its scope, its length and its reasons are the panel's."""
    ends = add_months(to=starts_on, months=months) if months else None
    return Terms(
        tiers=tiers,
        organisation_classes=organisation_classes,
        reasons=reasons,
        starts_on=starts_on,
        ends_on=ends - timedelta(days=1) if ends else None,
    )


def window(*, sent_at: datetime, channel: Channel, rules: Rules) -> Window:
    """The window for representations: so many days beginning with the day on which service is deemed.

    Modelled on the Barring Procedure Regulations 2008 (SI 2008/474): 8 weeks from deemed receipt.
    """
    served = served_at(sent_at=sent_at, channel=channel, days=rules.deemed_service_days)
    closes_at = period_beginning_with(day=today(served), days=rules.representations_days)
    return Window(served_at=served, closes_at=closes_at)


def require_reachable(*, channel: Channel, has_account: bool) -> None:
    """Refuse service by e-mail on a person without an account: what is served is read after signing in."""
    if channel == Channel.EMAIL and not has_account:
        raise NotServable(
            "This person has no account to read it with. Print the letter and serve it by post or by hand."
        )


def require_sent(*, sent_on: date, proposed_at: datetime, at: datetime) -> None:
    """Refuse a day on which the notice cannot have been sent: one before the proposal, or after today."""
    if sent_on > today(at):
        raise NotServable("The day on which the notice was sent cannot be in the future.")
    if sent_on < today(proposed_at):
        raise NotServable(
            f"The notice cannot have been sent before the bar was proposed, on {format_date(today(proposed_at))}."
        )


def require_answered(
    *, represented_at: datetime | None, themselves: bool, early_because: str, closes_at: datetime, at: datetime
) -> None:
    """Refuse a decision before the person has answered or the window for representations is over.

    An answer that staff have keyed in does not end the window by itself: who approves says why they do not wait.
    """
    if at >= closes_at:
        return
    last_day = format_date(last_day_before(closes_at))
    if represented_at is None:
        raise WindowStillOpen(
            "The bar cannot be approved yet. No representations have been made, and the person may make them "
            f"until the end of {last_day}."
        )
    if not themselves and not early_because.strip():
        raise WindowStillOpen(
            f"The person may still answer until the end of {last_day}, and what is known of their answer was entered "
            "by staff. Say why you do not wait, or approve the bar after that day."
        )


def require_window_open(*, closes_at: datetime, at: datetime) -> None:
    """Refuse the person's own representations once the window is over."""
    if at >= closes_at:
        raise WindowClosed(
            f"The time to make representations ended at the end of {format_date(last_day_before(closes_at))}. "
            "If you still want to say something, write to us: a late answer is read if no decision was made yet."
        )


def require_received(*, received_on: date, noticed_on: date, at: datetime) -> None:
    """Refuse representations said to be received before the notice or in the future."""
    if received_on > today(at):
        raise NotServable("The day on which the representations were received cannot be in the future.")
    if received_on < noticed_on:
        raise NotServable(f"Representations cannot have been received before the notice, of {format_date(noticed_on)}.")


def require_served(*, served_at: datetime, at: datetime) -> None:
    """Refuse to go on with a bar of which nobody outside may know yet, since its decision is still on the way."""
    if at < served_at:
        raise NotYetServed(f"The decision counts as served on {format_date(today(served_at))}. Wait until then.")


def is_over(*, ends_at: datetime | None, at: datetime) -> bool:
    """Whether a bar has run its course. One without an end never has."""
    return ends_at is not None and ends_at <= at


def require_not_over(*, ends_at: datetime | None, at: datetime) -> None:
    """Refuse to lift a bar that has run its course."""
    if ends_at is not None and is_over(ends_at=ends_at, at=at):
        raise AlreadyOver(
            f"This bar ended at the end of {format_date(last_day_before(ends_at))}. Nothing is left to lift."
        )


def require_not_about(*, by: int, subject: int | None) -> None:
    """Refuse anybody who would act on a bar about themselves."""
    if by == subject:
        raise NotIndependent("This is about you, so someone else must do it.")


def require_independent(*, by: int, proposers: Collection[int], involved: Collection[int], subject: int | None) -> None:
    """Refuse a second person who proposed the bar, took part in the case behind it, or is the person barred."""
    require_not_about(by=by, subject=subject)
    if by in proposers:
        raise NotIndependent("You proposed this. A second person must decide it.")
    if by in involved:
        raise NotIndependent("You took part in the case behind this bar. Someone who did not must decide it.")


def effect(*, terms: Terms, served: datetime) -> datetime:
    """When a bar served at an instant takes effect: on service, or when its first day begins if later.

    As a teacher's prohibition order does (SI 2012/560), and unlike an order that waits for its appeal window. Refuses a
    bar whose last day is over before it could begin.
    """
    begins = max(served, start_of_day(terms.starts_on))
    if terms.ends_on and terms.ends_on < today(begins):
        raise UnlawfulTerms(
            f"The bar would have ended on {format_date(terms.ends_on)}, before it began. Send it back for a new end."
        )
    return begins


def review_from(*, in_effect_at: datetime, ends_on: date | None, rules: Rules) -> date | None:
    """The first day on which the person may ask for an indefinite bar to be reviewed; None for a bar that ends."""
    if ends_on is not None:
        return None
    return add_months(to=today(in_effect_at), months=12 * rules.bar_review_years)


def appeal_until(*, served: datetime, rules: Rules) -> datetime:
    """The end of the window for an appeal: so many days beginning with the day of service."""
    return period_beginning_with(day=today(served), days=rules.appeal_days)


def stage(
    *,
    in_effect_at: datetime,
    ends_at: datetime | None,
    lifted_at: datetime | None,
    at: datetime,
    stayed_at: datetime | None = None,
    ended_by_court_at: datetime | None = None,
) -> Stage:
    """What a decided bar is at an instant. Ends are not part of the range; a court ends or stays it as time does."""
    if lifted_at is not None and lifted_at <= at:
        return Stage.LIFTED
    if is_over(ends_at=ends_at, at=at) or is_over(ends_at=ended_by_court_at, at=at):
        return Stage.ENDED
    if at < in_effect_at:
        return Stage.NOT_YET
    return Stage.STAYED if stayed_at is not None and stayed_at <= at else Stage.IN_EFFECT
