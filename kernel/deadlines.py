"""Deadlines that explain themselves, and what makes one later than the rules say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from kernel.clocks import (
    Channel,
    add_months,
    add_working_days,
    end_of_day,
    format_date,
    last_day_before,
    period_beginning_with,
    start_of_day,
    today,
)
from kernel.errors import ActionRefused, SecondPersonNeeded
from kernel.models import Extension, RuleSet
from kernel.parameters import BY_NAME, DAYS, EFFECT, MONTHS, WORKING_DAYS, YEARS

ExtensionType = TypeVar("ExtensionType", bound=Extension)


class NotLonger(ActionRefused):
    """An override that would not give more time."""


class OverrideReasonMissing(ActionRefused):
    """An override, or a decision on it, without its reason."""


class AlreadyAsked(ActionRefused):
    """A request for more time waits already."""


class NothingAsked(ActionRefused):
    """No request for more time waits."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A period by one rule set: so long, beginning with what on which day, by which law; and its end.

    `ends_at` is the instant at which the period is over; with an override that of the override.
    """

    amount: int
    unit: str
    beginning: str
    begins_on: date
    source: str
    version: str
    computed_at: datetime
    ends_at: datetime

    @property
    def words(self) -> str:
        """How it was counted: "28 days beginning with service on 3 March 2026, AAPA Order 2024 (SI 2024/374)"."""
        unit = self.unit.removesuffix("s") if self.amount == 1 else self.unit
        joined = "after" if self.unit == WORKING_DAYS else "beginning with"
        begins = f"{joined} {self.beginning} on {format_date(self.begins_on)}"
        counted = f"{self.amount} {unit} {begins}, {self.source}, rule set {self.version}"
        return f"{counted}; made longer by a decision" if self.ends_at > self.computed_at else counted

    @property
    def last_day(self) -> date:
        """The last London day of the period."""
        return last_day_before(self.ends_at)


def deadline(
    *, rule_set: RuleSet, parameter: str, beginning: str, begins_on: date, ends_at: datetime | None = None
) -> Deadline:
    """The period of a parameter by a rule set. `ends_at` is when it is over as recorded, if an override changed it."""
    described, amount = BY_NAME[parameter], int(rule_set.parameters[parameter])
    computed = end_of_period(unit=described.unit, amount=amount, begins_on=begins_on)
    return Deadline(
        amount=amount,
        unit=described.unit,
        beginning=beginning,
        begins_on=begins_on,
        source=rule_set.sources[parameter],
        version=rule_set.version,
        computed_at=computed,
        ends_at=ends_at or computed,
    )


def end_of_period(*, unit: str, amount: int, begins_on: date) -> datetime:
    """The instant at which a period is over. Its first day counts (AAPA Order 2024); months are calendar months."""
    if unit == DAYS:
        return period_beginning_with(day=begins_on, days=amount)
    if unit == WORKING_DAYS:
        return end_of_day(add_working_days(to=begins_on, days=amount))
    return start_of_day(add_months(to=begins_on, months={MONTHS: 1, YEARS: 12}[unit] * amount))


def longest(*, rule_set: RuleSet, parameter: str) -> str:
    """A longest period in words: "at most 36 months, Employment Rights Order 2026, rule set 2026.1"."""
    return f"at most {rule_set.parameters[parameter]} {BY_NAME[parameter].unit}, {_by(rule_set, parameter)}"


def shortest(*, rule_set: RuleSet, parameter: str) -> str:
    """A shortest period in words: "at least 84 days, policy of the regulator, rule set 2026.1"."""
    return f"at least {rule_set.parameters[parameter]} {BY_NAME[parameter].unit}, {_by(rule_set, parameter)}"


def before(*, rule_set: RuleSet, parameter: str) -> str:
    """How long before something, in words: "7 days before, policy of the regulator, rule set 2026.1"."""
    return f"{rule_set.parameters[parameter]} {BY_NAME[parameter].unit} before, {_by(rule_set, parameter)}"


def deemed_service(*, rule_set: RuleSet, channel: str) -> str:
    """When something counts as served, in words: "2 days after sending by post, SI 2008/474, rule set 2026.1"."""
    days = rule_set.parameters["deemed_service_days"][channel]
    when = f"{days} {'day' if days == 1 else 'days'} after sending" if days else "On the day of sending"
    how = Channel(channel).label.lower()
    return f"{when}, {how if how.startswith('by ') else f'by {how}'}, {_by(rule_set, 'deemed_service_days')}"


def effect(*, rule_set: RuleSet, kind: str) -> str:
    """When an order of a kind takes effect, in words: "On service, ..."."""
    when = dict(EFFECT)[rule_set.parameters["takes_effect"][kind]]
    return f"{when}, {_by(rule_set, 'takes_effect')}"


def _by(rule_set: RuleSet, parameter: str) -> str:
    return f"{rule_set.sources[parameter]}, rule set {rule_set.version}"


def require_longer(*, due_at: datetime, until_at: datetime, at: datetime) -> None:
    """Refuse an override that ends no later than the period does, or has ended already."""
    if until_at <= due_at:
        raise NotLonger(
            f"The time can only be made longer. It runs until the end of {format_date(last_day_before(due_at))}: "
            "choose a later day."
        )
    if until_at <= at:
        raise NotLonger(f"Choose a day to come: today is {format_date(today(at))}.")


def require_second_person(*, asked_by: int, decided_by: int) -> None:
    """Refuse who asked for more time as the one who decides on it."""
    if asked_by == decided_by:
        raise SecondPersonNeeded("You asked for more time here. A second person must decide on it.")


def given_reason(reason: str) -> str:
    """The reason without blanks around it; refuses an empty one."""
    if not reason.strip():
        raise OverrideReasonMissing("Give the reason. It is kept with the deadline.")
    return reason.strip()


def require_none_open(found: Extension | None) -> None:
    """Refuse a second request for more time while one waits."""
    if found is not None:
        raise AlreadyAsked("More time was asked for already. A second person must decide on that first.")


def require_open(found: ExtensionType | None) -> ExtensionType:
    """The request that waits; refuses where there is none."""
    if found is None:
        raise NothingAsked("Nobody has asked for more time here, or it was decided on already.")
    return found
