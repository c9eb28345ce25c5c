"""The table of standing, line by line, and every pair of orders in every state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement, product
from typing import Any, cast

import pytest

from kernel.rulesets import Rules
from register.rules import Employable, Grade, Kind, Outcome, RegistrationStatus, Tier
from register.rules.standing import (
    Facts,
    NextChange,
    Order,
    PermissionToAct,
    PostAsked,
    RegistrationSpan,
    Standing,
    standing,
)

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POST = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
COVERS: dict[str, Any] = {
    "tiers": frozenset({"board_director"}),
    "organisation_classes": frozenset({"nhs_trust", "other"}),
}
OTHER_TIER: dict[str, Any] = {"tiers": frozenset({"other_manager"}), "organisation_classes": frozenset({"all"})}
OTHER_CLASS: dict[str, Any] = {
    "tiers": frozenset({"board_director"}),
    "organisation_classes": frozenset({"health_board"}),
}
SCOPES = {"covers": COVERS, "other tier": OTHER_TIER, "other class": OTHER_CLASS}
STATES: dict[str, dict[str, Any]] = {
    "in force": {},
    "stayed": {"stayed_from": AT},
    "waiting": {"begins": AT + DAY},
    "over": {"ends": AT},
    "unserved": {"served_at": AT + DAY},
    "never served": {"served_at": None},
    "quashed": {"quashed_at": AT + DAY},
}
SHOWN = ("in force", "stayed", "waiting")
LINES = list(Outcome)


@dataclass(frozen=True)
class PlainRules:
    """The rule set's part that standing reads: the voluntary register with statutory barring."""

    prohibiting_kinds: frozenset[str] = frozenset({"bar", "interim_bar", "removal", "suspension", "interim_suspension"})
    registration_required_tiers: frozenset[str] = frozenset()


def order(kind: Kind = Kind.BAR, scope: str = "covers", state: str = "in force", **changes: Any) -> Order:
    given: dict[str, Any] = {"begins": AT - DAY, "ends": None, "served_at": AT - DAY, "source": "BAR-2026-0001"}
    return Order(kind=kind, **{**given, **SCOPES[scope], **STATES[state], **changes})


def span(
    status: RegistrationStatus = RegistrationStatus.REGISTERED,
    begins: datetime = AT - 90 * DAY,
    ends: datetime | None = None,
) -> RegistrationSpan:
    return RegistrationSpan(status=status, grade=Grade.FULL, begins=begins, ends=ends)


def permission(**changes: Any) -> PermissionToAct:
    given: dict[str, Any] = {
        "source": "BAR-2026-0001",
        "tier": POST.tier,
        "organisation": "RJ1",
        "begins": AT,
        "ends": None,
    }
    return PermissionToAct(**{**given, **changes})


REGISTERED = (span(),)
RULES = PlainRules()


def of(
    *orders: Order,
    registrations: Sequence[RegistrationSpan] = REGISTERED,
    permissions: Sequence[PermissionToAct] = (),
    at: datetime = AT,
    rules: PlainRules = RULES,
) -> Standing:
    facts = Facts(orders=orders, registrations=tuple(registrations), permissions=tuple(permissions))
    return standing(facts=facts, post=POST, at=at, rules=cast("Rules", rules))


IN_FORCE_AND_COVERING = {
    Kind.BAR: Outcome.BARRED,
    Kind.INTERIM_BAR: Outcome.BARRED,
    Kind.REMOVAL: Outcome.REMOVED,
    Kind.SUSPENSION: Outcome.SUSPENDED,
    Kind.INTERIM_SUSPENSION: Outcome.SUSPENDED,
    Kind.CONDITIONS: Outcome.RESTRICTED,
    Kind.INTERIM_CONDITIONS: Outcome.RESTRICTED,
}
WHATEVER_THE_POST = {Kind.REMOVAL, Kind.SUSPENSION, Kind.INTERIM_SUSPENSION}


def expected(kind: Kind, scope: str, state: str) -> Outcome:
    if state not in SHOWN:
        return Outcome.NO_BAR_RECORDED
    if state == "in force" and (scope == "covers" or kind in WHATEVER_THE_POST):
        return IN_FORCE_AND_COVERING[kind]
    return Outcome.DECISION_NOT_IN_EFFECT if scope == "covers" else Outcome.NOT_BARRED_FROM_ROLE


@pytest.mark.parametrize(("kind", "scope", "state"), list(product(Kind, SCOPES, STATES)))
def test_one_order_decides_by_its_kind_scope_and_state(kind: Kind, scope: str, state: str) -> None:
    answer = of(order(kind, scope, state))
    assert answer.outcome == expected(kind, scope, state)
    assert [one.order.kind for one in answer.orders] == [kind] * (state in SHOWN)
    assert len(answer.quashed) == (state == "quashed")


def test_of_any_two_orders_the_earlier_line_is_the_outcome() -> None:
    singles = list(product(Kind, SCOPES, STATES))
    for one, other in combinations_with_replacement(singles, 2):
        answer = of(order(*one), order(*other))
        assert answer.outcome == min(expected(*one), expected(*other), key=LINES.index), (one, other)
        assert len(answer.orders) == sum(state in SHOWN for _, _, state in (one, other))


@pytest.mark.parametrize(
    ("registrations", "status", "outcome"),
    [
        ((), RegistrationStatus.NEVER_REGISTERED, Outcome.NOT_REGISTERED),
        ((span(begins=AT + DAY),), RegistrationStatus.NEVER_REGISTERED, Outcome.NOT_REGISTERED),
        ((span(begins=AT),), RegistrationStatus.REGISTERED, Outcome.NO_BAR_RECORDED),
        ((span(ends=AT),), RegistrationStatus.LAPSED, Outcome.NOT_REGISTERED),
        (
            (span(ends=AT), span(RegistrationStatus.RESIGNED, begins=AT)),
            RegistrationStatus.RESIGNED,
            Outcome.NOT_REGISTERED,
        ),
        ((span(RegistrationStatus.LAPSED), span(begins=AT)), RegistrationStatus.REGISTERED, Outcome.NO_BAR_RECORDED),
    ],
)
def test_without_orders_the_registration_decides(
    registrations: Any, status: RegistrationStatus, outcome: Outcome
) -> None:
    answer = of(registrations=registrations)
    assert (answer.registration.status, answer.outcome) == (status, outcome)
    assert (answer.registration.grade is None) == (status != RegistrationStatus.REGISTERED)


def test_somebody_barred_who_never_registered_is_barred() -> None:
    answer = of(order(), registrations=())
    assert (answer.outcome, answer.registration.since) == (Outcome.BARRED, None)


@pytest.mark.parametrize("kind", [Kind.BAR, Kind.INTERIM_BAR])
def test_a_permission_to_act_turns_a_bar_into_a_restriction_for_its_post_only(kind: Kind) -> None:
    assert of(order(kind), permissions=[permission()]).outcome == Outcome.RESTRICTED
    for other in (
        {"organisation": "RJ2"},
        {"tier": Tier.DIRECT_REPORT},
        {"source": "BAR-2026-0002"},
        {"begins": AT + DAY},
        {"begins": AT - DAY, "ends": AT},
    ):
        assert of(order(kind), permissions=[permission(**other)]).outcome == Outcome.BARRED, other


def test_a_permission_lifts_neither_another_bar_nor_a_suspension() -> None:
    second = order(source="BAR-2026-0002")
    assert of(order(), second, permissions=[permission()]).outcome == Outcome.BARRED
    assert of(order(), order(Kind.SUSPENSION), permissions=[permission()]).outcome == Outcome.SUSPENDED


def test_a_registration_after_a_removal_restores_and_one_at_the_same_instant_does_not() -> None:
    removal = order(Kind.REMOVAL)
    removed = of(removal)
    assert (removed.registration.status, removed.registration.since) == (RegistrationStatus.REMOVED, removal.begins)
    assert of(removal, registrations=[span(begins=removal.begins)]).outcome == Outcome.REMOVED
    assert of(removal, registrations=[span(begins=AT)]).outcome == Outcome.NO_BAR_RECORDED
    assert of(removal, registrations=[span(RegistrationStatus.LAPSED, begins=AT)]).outcome == Outcome.REMOVED


def test_an_order_runs_from_its_first_instant_up_to_its_last() -> None:
    instant = timedelta(microseconds=1)
    bar = order(begins=AT, ends=AT + DAY)
    outcomes = [of(bar, at=at).outcome for at in (AT - instant, AT, AT + DAY - instant, AT + DAY)]
    assert outcomes == [
        Outcome.DECISION_NOT_IN_EFFECT,
        Outcome.BARRED,
        Outcome.BARRED,
        Outcome.NO_BAR_RECORDED,
    ]


@pytest.mark.parametrize(
    ("kind", "registrations", "employable"),
    [
        (Kind.BAR, (span(),), Employable.PREVENTED),
        (Kind.REMOVAL, (span(),), Employable.PREVENTED),
        (Kind.SUSPENSION, (span(),), Employable.PREVENTED),
        (Kind.CONDITIONS, (span(),), Employable.CONDITIONAL),
        (None, (span(),), Employable.NOT_PREVENTED),
        (None, (), Employable.NOT_PREVENTED),
    ],
)
def test_employment_follows_from_the_outcome(kind: Kind | None, registrations: Any, employable: Employable) -> None:
    orders = [order(kind)] if kind else []
    assert of(*orders, registrations=registrations).employable_in_role == employable


def test_without_an_instrument_that_prohibits_nobody_can_say_of_the_suspended_and_removed() -> None:
    no_law = PlainRules(prohibiting_kinds=frozenset({"bar", "interim_bar", "removal"}))
    assert of(order(Kind.SUSPENSION), rules=no_law).employable_in_role == Employable.CANNOT_SAY
    assert of(order(Kind.REMOVAL), rules=no_law).employable_in_role == Employable.PREVENTED
    assert of(order(Kind.BAR), rules=PlainRules(frozenset())).employable_in_role == Employable.PREVENTED


def test_only_an_instrument_that_asks_for_registration_prevents_the_unregistered() -> None:
    required = PlainRules(registration_required_tiers=frozenset({"board_director"}))
    elsewhere = PlainRules(registration_required_tiers=frozenset({"direct_report"}))
    assert of(registrations=(), rules=required).employable_in_role == Employable.PREVENTED
    assert of(registrations=(), rules=elsewhere).employable_in_role == Employable.NOT_PREVENTED


@pytest.mark.parametrize("scope", ["covers", "other tier"])
def test_waiting_stayed_and_out_of_scope_orders_prevent_nothing(scope: str) -> None:
    assert of(order(scope=scope, state="waiting")).employable_in_role == Employable.NOT_PREVENTED


@pytest.mark.parametrize(
    ("changed", "change"),
    [
        ({}, None),
        ({"ends": AT + 2 * DAY}, NextChange(at=AT + 2 * DAY, kind="order_ends")),
        ({"begins": AT + DAY, "ends": AT + 2 * DAY}, NextChange(at=AT + DAY, kind="order_begins")),
        ({"stayed_from": AT + DAY}, NextChange(at=AT + DAY, kind="order_stayed")),
        ({"stayed_from": AT, "stayed_until": AT + DAY}, NextChange(at=AT + DAY, kind="stay_ends")),
        ({"under_appeal_from": AT + DAY}, NextChange(at=AT + DAY, kind="appeal")),
        ({"under_appeal_from": AT, "under_appeal_until": AT + DAY}, NextChange(at=AT + DAY, kind="appeal")),
        ({"served_at": AT + DAY, "begins": AT + 2 * DAY}, None),
        ({"quashed_at": AT, "ends": AT + DAY}, None),
    ],
)
def test_the_next_change_comes_from_what_is_served(changed: dict[str, Any], change: NextChange | None) -> None:
    assert of(order(**changed)).next_change == change


def test_registrations_and_permissions_change_answers_too() -> None:
    resigning = (span(ends=AT + DAY), span(RegistrationStatus.RESIGNED, begins=AT + DAY))
    assert of(registrations=resigning).next_change == NextChange(at=AT + DAY, kind="registration")
    ending = permission(ends=AT + DAY)
    assert of(order(), permissions=[ending]).next_change == NextChange(at=AT + DAY, kind="permission_to_act")
    elsewhere = replace(ending, organisation="RJ2")
    assert of(order(), permissions=[elsewhere]).next_change is None
