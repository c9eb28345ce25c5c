"""Standing: what follows, for one post at one instant, from what is recorded of one person.

The lines of the table are tried in order and the first that holds is the outcome. Intervals include their start
and not their end. Whoever calls chooses which facts are known; nothing here reads a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from register.rules.vocabulary import (
    ALL_CLASSES,
    BARS,
    CONDITIONS,
    SUSPENSIONS,
    Employable,
    Grade,
    Kind,
    Outcome,
    RegistrationStatus,
    Tier,
)

if TYPE_CHECKING:
    from kernel.rulesets import Rules


@dataclass(frozen=True, kw_only=True)
class Order:
    """A restriction as decided. `begins` and `ends` bound its effect; before `served_at` it shows nowhere."""

    kind: Kind
    tiers: frozenset[str]
    organisation_classes: frozenset[str]
    begins: datetime
    ends: datetime | None
    served_at: datetime | None
    stayed_from: datetime | None = None
    stayed_until: datetime | None = None
    under_appeal_from: datetime | None = None
    under_appeal_until: datetime | None = None
    quashed_at: datetime | None = None
    source: str = ""
    decision_path: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationSpan:
    """A period in which the entry had one status and grade."""

    status: RegistrationStatus
    grade: Grade
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class PermissionToAct:
    """Leave to hold posts of one tier in one organisation in spite of the bar that `source` names."""

    source: str
    tier: Tier
    organisation: str
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is recorded of one person that standing depends on."""

    orders: tuple[Order, ...] = ()
    registrations: tuple[RegistrationSpan, ...] = ()
    permissions: tuple[PermissionToAct, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PostAsked:
    """The post asked about; `organisation` is a code."""

    tier: Tier
    organisation: str
    organisation_class: str


@dataclass(frozen=True, kw_only=True)
class ListedOrder:
    """An order that bears on the answer: in force, or served and waiting for its beginning."""

    order: Order
    in_force: bool
    stayed: bool
    under_appeal: bool
    covers_post: bool
    permitted: bool
    """A bar from which a permission to act for this post is in force."""

    @property
    def is_effective(self) -> bool:
        return self.in_force and not self.stayed


@dataclass(frozen=True, kw_only=True)
class RegistrationNow:
    """The entry's status. Grade only while registered; `since` is None for somebody never registered."""

    status: RegistrationStatus
    grade: Grade | None
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class NextChange:
    """The next instant at which an answer's facts change by what is served already, and how."""

    at: datetime
    kind: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The answer. `orders` lists every order looked at; `quashed` those that would have been, but are void."""

    outcome: Outcome
    employable_in_role: Employable
    orders: tuple[ListedOrder, ...]
    registration: RegistrationNow
    next_change: NextChange | None
    quashed: tuple[Order, ...] = ()


def standing(*, facts: Facts, post: PostAsked, at: datetime, rules: "Rules") -> Standing:
    """The standing of a person for a post at an instant, under the rule set in force then.

    A quashed order is void from its beginning. A removal is over when a registration begins after it (restoration).
    """
    served = [order for order in facts.orders if order.served_at is not None and order.served_at <= at]
    valid = [order for order in served if order.quashed_at is None]
    listed, registration = _view(valid, facts, post, at)
    outcome = _outcome(listed, registration)
    return Standing(
        outcome=outcome,
        employable_in_role=_employable(outcome, listed, post, rules),
        orders=listed,
        registration=registration,
        next_change=_next_change(valid, facts, post, at),
        quashed=tuple(order for order in served if order.quashed_at is not None and not _is_over(order, facts, at)),
    )


def covers(order: Order, post: PostAsked) -> bool:
    """Whether the order's scope, tiers by classes of organisation, takes in the post."""
    classes = order.organisation_classes
    return post.tier in order.tiers and (ALL_CLASSES in classes or post.organisation_class in classes)


View = tuple[tuple[ListedOrder, ...], RegistrationNow]


def _view(orders: Sequence[Order], facts: Facts, post: PostAsked, at: datetime) -> View:
    """What these orders and the registrations say at an instant: all that an answer is made from."""
    listed = tuple(_listed(order, facts, post, at) for order in orders if not _is_over(order, facts, at))
    return listed, _registration(listed, facts, at)


def _is_over(order: Order, facts: Facts, at: datetime) -> bool:
    return (order.ends is not None and order.ends <= at) or (
        order.kind == Kind.REMOVAL
        and any(
            span.status == RegistrationStatus.REGISTERED and order.begins < span.begins <= at
            for span in facts.registrations
        )
    )


def _listed(order: Order, facts: Facts, post: PostAsked, at: datetime) -> ListedOrder:
    return ListedOrder(
        order=order,
        in_force=order.begins <= at,
        stayed=_runs(order.stayed_from, order.stayed_until, at),
        under_appeal=_runs(order.under_appeal_from, order.under_appeal_until, at),
        covers_post=covers(order, post),
        permitted=order.kind in BARS and any(_permits(one, order, post, at) for one in facts.permissions),
    )


def _runs(begun: datetime | None, over: datetime | None, at: datetime) -> bool:
    return begun is not None and begun <= at and (over is None or at < over)


def _permits(permission: PermissionToAct, order: Order, post: PostAsked, at: datetime) -> bool:
    asked = (order.source, post.tier, post.organisation)
    return (
        (permission.source, permission.tier, permission.organisation) == asked
        and permission.begins <= at
        and (permission.ends is None or at < permission.ends)
    )


def _registration(listed: Sequence[ListedOrder], facts: Facts, at: datetime) -> RegistrationNow:
    removed = [one.order.begins for one in listed if one.order.kind == Kind.REMOVAL and one.is_effective]
    if removed:
        return RegistrationNow(status=RegistrationStatus.REMOVED, grade=None, since=min(removed))
    begun = [span for span in facts.registrations if span.begins <= at]
    if not begun:
        return RegistrationNow(status=RegistrationStatus.NEVER_REGISTERED, grade=None, since=None)
    last = max(begun, key=lambda span: span.begins)
    if last.status != RegistrationStatus.REGISTERED:
        return RegistrationNow(status=last.status, grade=None, since=last.begins)
    if last.ends is not None and last.ends <= at:
        return RegistrationNow(status=RegistrationStatus.LAPSED, grade=None, since=last.ends)
    return RegistrationNow(status=last.status, grade=last.grade, since=last.begins)


def _outcome(listed: Sequence[ListedOrder], registration: RegistrationNow) -> Outcome:
    """The table: its first line that holds. A bar under a permission to act counts with the conditions."""
    effective = [one for one in listed if one.is_effective]
    bars = [one for one in effective if one.order.kind in BARS and one.covers_post]
    lines: tuple[tuple[bool, Outcome], ...] = (
        (any(not one.permitted for one in bars), Outcome.BARRED),
        (any(one.order.kind == Kind.REMOVAL for one in effective), Outcome.REMOVED),
        (any(one.order.kind in SUSPENSIONS for one in effective), Outcome.SUSPENDED),
        (bool(bars), Outcome.RESTRICTED),
        (any(one.order.kind in CONDITIONS and one.covers_post for one in effective), Outcome.RESTRICTED),
        (any(one.covers_post for one in listed), Outcome.DECISION_NOT_IN_EFFECT),
        (bool(listed), Outcome.NOT_BARRED_FROM_ROLE),
        (registration.status != RegistrationStatus.REGISTERED, Outcome.NOT_REGISTERED),
        (True, Outcome.NO_BAR_RECORDED),
    )
    return next(outcome for holds, outcome in lines if holds)


def _employable(outcome: Outcome, listed: Sequence[ListedOrder], post: PostAsked, rules: "Rules") -> Employable:
    match outcome:
        case Outcome.BARRED:
            return Employable.PREVENTED
        case Outcome.REMOVED | Outcome.SUSPENDED:
            deciding = frozenset({Kind.REMOVAL}) if outcome == Outcome.REMOVED else SUSPENSIONS
            kinds = {one.order.kind for one in listed if one.is_effective and one.order.kind in deciding}
            return Employable.CANNOT_SAY if kinds.isdisjoint(rules.prohibiting_kinds) else Employable.PREVENTED
        case Outcome.RESTRICTED:
            return Employable.CONDITIONAL
        case Outcome.NOT_REGISTERED if post.tier in rules.registration_required_tiers:
            return Employable.PREVENTED
    return Employable.NOT_PREVENTED


def _next_change(orders: Sequence[Order], facts: Facts, post: PostAsked, at: datetime) -> NextChange | None:
    """The first later instant at which the same orders and registrations say something else."""
    periods: Sequence[Order | RegistrationSpan | PermissionToAct] = (
        *orders,
        *facts.registrations,
        *facts.permissions,
    )
    instants = {instant for one in periods for instant in (one.begins, one.ends)}
    instants |= {
        instant
        for order in orders
        for instant in (order.stayed_from, order.stayed_until, order.under_appeal_from, order.under_appeal_until)
    }
    before = _view(orders, facts, post, at)
    for instant in sorted(one for one in instants if one is not None and one > at):
        after = _view(orders, facts, post, instant)
        if after != before:
            return NextChange(at=instant, kind=_what_changed(before, after))
    return None


def _what_changed(before: View, after: View) -> str:
    (orders, registration), (later, later_registration) = before, after
    if len(later) < len(orders):
        return "order_ends"
    pairs = list(zip(orders, later, strict=True))
    if any(not one.in_force and other.in_force for one, other in pairs):
        return "order_begins"
    if any(not one.stayed and other.stayed for one, other in pairs):
        return "order_stayed"
    if any(one.stayed and not other.stayed for one, other in pairs):
        return "stay_ends"
    if any(one.permitted != other.permitted for one, other in pairs):
        return "permission_to_act"
    return "appeal" if registration == later_registration else "registration"
