"""Standing against a model made another way: time is cut at every instant that any fact names, each piece is painted
once with what holds in it, and answers are read off the pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.rulesets import Rules
from register.rules import Grade, Kind, RegistrationStatus, Tier
from register.rules.standing import Facts, Order, PermissionToAct, PostAsked, RegistrationSpan, standing

ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
NEVER = 10**6
Paint: TypeAlias = frozenset[tuple[object, ...]]


@dataclass(frozen=True)
class PlainRules:
    """As the rule set that comes with the product."""

    prohibiting_kinds: frozenset[str] = frozenset(Kind)
    registration_required_tiers: frozenset[str] = frozenset()


RULES = cast("Rules", PlainRules())


def instant(day: int) -> datetime:
    return ORIGIN + timedelta(days=day)


def day_of(at: datetime | None) -> int:
    return NEVER if at is None else (at - ORIGIN).days


days = st.integers(0, 12)
maybe = st.none() | days.map(instant)
spans = st.tuples(days, st.none() | st.integers(1, 6)).map(
    lambda pair: {"begins": instant(pair[0]), "ends": instant(pair[0] + pair[1]) if pair[1] else None}
)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    span: dict[str, Any] = draw(spans)
    return Order(
        kind=draw(st.sampled_from(Kind)),
        tiers=frozenset(draw(st.sets(st.sampled_from(Tier), min_size=1))),
        organisation_classes=draw(
            st.sampled_from([frozenset({"all"}), frozenset({"nhs_trust", "other"}), frozenset({"other"})])
        ),
        served_at=draw(maybe),
        stayed_from=draw(maybe),
        stayed_until=draw(maybe),
        under_appeal_from=draw(maybe),
        under_appeal_until=draw(maybe),
        quashed_at=draw(st.none() | st.none() | maybe),
        source=draw(st.sampled_from(["BAR-1", "BAR-2"])),
        **span,
    )


@st.composite
def registrations(draw: st.DrawFn) -> tuple[RegistrationSpan, ...]:
    """Periods that follow on each other, as the database makes them."""
    cuts = sorted(draw(st.sets(days, max_size=4)))
    ends: list[int | None] = [*cuts[1:], draw(st.none() | st.integers(13, 14))]
    return tuple(
        RegistrationSpan(
            status=draw(st.sampled_from(list(RegistrationStatus)[:3])),
            grade=draw(st.sampled_from(Grade)),
            begins=instant(begin),
            ends=None if end is None else instant(end),
        )
        for begin, end in zip(cuts, ends, strict=False)
    )


permissions = st.builds(
    lambda span, **named: PermissionToAct(**named, **span),
    spans,
    source=st.sampled_from(["BAR-1", "BAR-2"]),
    tier=st.sampled_from(list(Tier)[:2]),
    organisation=st.sampled_from(["RJ1", "RJ2"]),
)
everything = st.builds(
    Facts,
    orders=st.lists(orders(), max_size=4).map(tuple),
    registrations=registrations(),
    permissions=st.lists(permissions, max_size=2).map(tuple),
)


def paint_order(number: int, order: Order, facts: Facts) -> Iterator[tuple[int, int, tuple[object, ...]]]:
    """(from, to, colour) for all that one order means, from its serving on."""
    begins, ends = day_of(order.begins), day_of(order.ends)
    registered = [s for s in facts.registrations if s.status == "registered" and day_of(s.begins) > begins]
    if order.kind == "removal" and registered:
        ends = min(ends, *(day_of(s.begins) for s in registered))
    scoped = POST.tier in order.tiers and bool(order.organisation_classes & {"all", POST.organisation_class})
    yield -1, ends, ("listed", number, "in scope" if scoped else "out of scope")
    yield begins, ends, ("begun", number)
    yield day_of(order.stayed_from), min(ends, day_of(order.stayed_until)), ("stayed", number)
    yield day_of(order.under_appeal_from), min(ends, day_of(order.under_appeal_until)), ("appealed", number)
    for permission in facts.permissions:
        if (order.source, POST.tier, POST.organisation) == (
            permission.source,
            permission.tier,
            permission.organisation,
        ) and "bar" in order.kind:
            yield day_of(permission.begins), min(ends, day_of(permission.ends)), ("permitted", number)


def paint(facts: Facts, at: int) -> list[tuple[int, Paint]]:
    """The pieces of time in order, each (its first day, its colours), by what is served on day `at`."""
    strokes = [
        stroke
        for number, order in enumerate(facts.orders)
        if day_of(order.served_at) <= at and order.quashed_at is None
        for stroke in paint_order(number, order, facts)
    ]
    for span in facts.registrations:
        grade = span.grade if span.status == "registered" else None
        strokes.append((day_of(span.begins), day_of(span.ends), ("entry", span.status, grade, span.begins)))
    cuts = sorted({-1, *(edge for first, last, _ in strokes for edge in (first, last))})
    return [(cut, frozenset(colour for first, last, colour in strokes if first <= cut < last)) for cut in cuts]


def read_off(colours: Paint, kinds: list[Kind]) -> str:
    """The outcome in a piece of time: the table of lines, by colours."""

    def having(word: str) -> set[int]:
        return {int(str(colour[1])) for colour in colours if colour[0] == word}

    scoped = {int(str(colour[1])) for colour in colours if colour[0] == "listed" and colour[2] == "in scope"}
    working = (having("listed") & having("begun")) - having("stayed")
    found = {
        "barred": {n for n in working & scoped if "bar" in kinds[n]} - having("permitted"),
        "removed": {n for n in working if kinds[n] == "removal"},
        "suspended": {n for n in working if "suspension" in kinds[n]},
        "restricted": {n for n in working & scoped if "conditions" in kinds[n] or "bar" in kinds[n]},
        "decision_not_in_effect": having("listed") & scoped,
        "not_barred_from_role": having("listed"),
        "not_registered": {0} - {0 for colour in colours if colour[:2] == ("entry", "registered")},
        "no_bar_recorded": {0},
    }
    return next(outcome for outcome, holds in found.items() if holds)


@given(facts=everything, at=st.integers(0, 15))
@settings(max_examples=600, deadline=None)
def test_standing_is_what_the_pieces_of_time_say(facts: Facts, at: int) -> None:
    answer = standing(facts=facts, post=POST, at=instant(at), rules=RULES)
    pieces = paint(facts, at)
    (_, now) = max(piece for piece in pieces if piece[0] <= at)
    kinds = [order.kind for order in facts.orders]
    assert answer.outcome == read_off(now, kinds)
    listed = [facts.orders[n] for n in sorted(int(str(c[1])) for c in now if c[0] == "listed")]
    assert [one.order for one in answer.orders] == listed


@given(facts=everything, at=st.integers(0, 15))
@settings(max_examples=600, deadline=None)
def test_until_the_next_change_nothing_changes_and_then_something_does(facts: Facts, at: int) -> None:
    """By what is served at the instant asked about: an order served later changes nothing that was told."""
    change = standing(facts=facts, post=POST, at=instant(at), rules=RULES).next_change
    served = tuple(order for order in facts.orders if day_of(order.served_at) <= at)
    told = Facts(orders=served, registrations=facts.registrations, permissions=facts.permissions)

    def says(day: int) -> tuple[object, ...]:
        then = standing(facts=told, post=POST, at=instant(day), rules=RULES)
        return then.outcome, then.orders, then.registration

    until = day_of(change.at) if change else 30
    assert {says(day) for day in range(at, until)} == {says(at)}
    assert change is None or says(until) != says(at)
