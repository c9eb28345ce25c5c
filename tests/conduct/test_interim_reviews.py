"""Reviews of interim orders: by people, without an uncovered instant, loud when late; and how an order ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conduct import actions, queries
from conduct.actions.interim_reviews import tell_of_late_reviews
from conduct.models import InterimOrder
from conduct.queries import interim_status
from conduct.rules.interim_orders import Decision, InterimRefused, InterimStatus
from conduct.workflow import AppealAction, Status
from config.doctor import findings
from config.home.work import work_for
from kernel.clocks import today
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user
from register.models import Restriction
from register.queries import standing_of
from register.rules import Outcome, Tier
from tests.builders import Cast, case_in, determined, findings_for
from tests.conduct.test_appeals import lodged
from tests.conduct.test_interim_orders import BOARD, OTHER, settle
from tests.factories.interim import (
    CONDITIONS,
    MADE_AT,
    REVIEWED_AT,
    SUSPENSION,
    Bench,
    heard,
    interim_order_in,
    noticed,
    reviewed_by,
)
from tests.factories.kernel import user_with

S = InterimStatus
DUE = datetime(2027, 5, 10, 23, tzinfo=UTC)  # six months beginning with 11 November 2026, in London
INSTANT = timedelta(microseconds=1)


def outcome(order: InterimOrder, *, at: datetime, post: Any = BOARD) -> Outcome:
    return standing_of(person=order.case.person, post=post, at=at).outcome


@pytest.mark.django_db
def test_a_review_that_continues_counts_the_next_from_its_own_day() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    assert (order.review_due_at, order.review_parameter) == (DUE, "interim_review_months")
    again = reviewed_by(order, cast=cast, bench=bench)
    assert (again.status, again.review_parameter) == (S.IN_FORCE, "interim_review_again_months")
    assert again.review_due_at == datetime(2027, 10, 19, 23, tzinfo=UTC)
    held = order.hearings.get(purpose="review")
    assert (held.decision, held.review_due_at) == (Decision.CONTINUE, DUE)
    settle()


@pytest.mark.django_db
def test_one_in_the_place_of_another_leaves_no_instant_uncovered_and_wins_no_day() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    beyond = replace(CONDITIONS, until_on=date(2028, 5, 11))
    with pytest.raises(Exception, match="10 May 2028 at the latest"):
        reviewed_by(order, cast=cast, bench=bench, decision=Decision.REPLACE, ruling=beyond)
    longest = replace(CONDITIONS, until_on=date(2028, 5, 10))
    order.refresh_from_db()
    new = actions.review_interim_order(
        order=order, decision=Decision.REPLACE, ruling=longest, by=bench.chair, at=REVIEWED_AT
    )
    order.refresh_from_db()
    assert (order.status, order.over_at, new.in_force_from, new.replaces) == (
        S.REPLACED,
        REVIEWED_AT,
        REVIEWED_AT,
        order,
    )
    assert outcome(order, at=REVIEWED_AT - INSTANT) == Outcome.SUSPENDED
    assert outcome(order, at=REVIEWED_AT) == Outcome.RESTRICTED
    settle()


@pytest.mark.django_db
def test_conditions_are_varied_from_now_on_and_revoking_ends_them() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, ruling=CONDITIONS)
    wider = replace(CONDITIONS, tiers=tuple(tier.value for tier in Tier), terms="Not to manage anybody.")
    varied = reviewed_by(order, cast=cast, bench=bench, decision=Decision.VARY, ruling=wider)
    assert outcome(varied, at=REVIEWED_AT - INSTANT, post=OTHER) == Outcome.NOT_BARRED_FROM_ROLE
    assert outcome(varied, at=REVIEWED_AT, post=OTHER) == Outcome.RESTRICTED
    settle()
    later = REVIEWED_AT + timedelta(days=30)
    reviewed_by(order, cast=cast, bench=bench, decision=Decision.REVOKE, at=later)
    assert [outcome(order, at=later - INSTANT), outcome(order, at=later)] == [
        Outcome.RESTRICTED,
        Outcome.NO_BAR_RECORDED,
    ]
    settle()


@pytest.mark.django_db
def test_a_suspension_has_nothing_to_vary_and_what_goes_on_passes_the_test() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    with pytest.raises(InterimRefused, match="no conditions to vary"):
        reviewed_by(order, cast=cast, bench=bench, decision=Decision.VARY)
    order.refresh_from_db()
    given: dict[str, Any] = {"order": order, "by": bench.chair, "at": REVIEWED_AT}
    with pytest.raises(InterimRefused, match="necessary for"):
        actions.review_interim_order(decision=Decision.CONTINUE, ruling=replace(SUSPENSION, basis=()), **given)
    with pytest.raises(InterimRefused, match="Give the reasons"):
        actions.review_interim_order(decision=Decision.REVOKE, ruling=replace(SUSPENSION, reasons=""), **given)


@pytest.mark.django_db
def test_a_late_review_is_shouted_about_and_does_not_void_the_order(client: Client) -> None:
    cast, bench, registrar = Cast(), Bench(), user_with(Role.REGISTRAR)
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    last = DUE - INSTANT
    assert not queries.late_reviews(at=last).exists()
    with acting(user=system_user()):
        assert [tell_of_late_reviews(at=when) for when in (last, DUE, DUE + timedelta(days=3))] == [0, 1, 0]
    mail = OutboxMessage.objects.get(template="conduct_interim_review_late")
    assert (mail.to, order.reference in mail.body) == (cast.caseworker.email, False)
    for user in (cast.caseworker, registrar):
        texts = [work.text for work in work_for(user, DUE)]
        assert [text for text in texts if order.reference in text and "late" in text.lower()]
    assert f"the review of interim order {order.reference} is late: it stays in force until people decide" in findings(
        at=DUE
    )
    assert outcome(order, at=DUE) == Outcome.SUSPENDED
    assert interim_status(order=order, at=DUE) == S.IN_FORCE
    reviewed_by(order, cast=cast, bench=bench, at=DUE + timedelta(days=20))
    assert not queries.late_reviews(at=DUE + timedelta(days=21)).exists()


@pytest.mark.django_db
def test_an_order_ends_as_the_final_outcome_takes_effect_and_moves_with_it() -> None:
    cast, bench = Cast(), Bench()
    case = case_in(Status.HEARING, cast=cast)
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, case=case)
    held: dict[str, Any] = {"case": case, "at": MADE_AT + timedelta(days=20)}
    determined(**held, cast=cast, findings=findings_for("suspension"))
    decision = actions.serve_decision(**held, channel="email", by=cast.caseworker)
    order.refresh_from_db()
    assert decision.in_effect_at is not None
    assert order.outcome_at == decision.in_effect_at
    assert [outcome(order, at=decision.in_effect_at + step) for step in (-INSTANT, timedelta())] == [
        Outcome.SUSPENDED,
        Outcome.SUSPENDED,
    ]
    assert interim_status(order=order, at=decision.in_effect_at) == S.ENDED
    assert Restriction.objects.current().get(source=order.reference).ends == decision.in_effect_at
    other = user_with(Role.CASEWORKER)
    more: dict[str, Any] = {"case": case, "reason": "Ill", "at": held["at"] + timedelta(days=1)}
    actions.ask_for_more_time_to_appeal(**more, until_on=date(2027, 3, 1), by=cast.caseworker)
    actions.decide_on_more_time_to_appeal(**more, grant=True, by=other)
    order.refresh_from_db()
    assert Restriction.objects.current().get(source=order.reference).ends == order.outcome_at
    assert order.outcome_at == datetime(2027, 3, 2, tzinfo=UTC)
    settle()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "lasts"), [(AppealAction.DISMISS, False), (AppealAction.QUASH, False), (AppealAction.REMIT, True)]
)
def test_an_order_lasts_while_the_outcome_waits_for_an_appeal_and_one_that_ended_never_comes_back(
    action: AppealAction, lasts: bool
) -> None:
    cast, bench = Cast(), Bench()
    case = case_in(Status.HEARING, cast=cast)
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, case=case)
    at = MADE_AT + timedelta(days=20)
    determined(case, cast, findings_for("suspension"), at=at)
    decision = actions.serve_decision(case=case, channel="email", by=cast.caseworker, at=at)
    assert decision.in_effect_at is not None
    lodged(case, received_on=today(at), leave="", at=at + timedelta(days=2))
    settle()
    order.refresh_from_db()
    decided_at = decision.in_effect_at + timedelta(days=60)
    before = decided_at - INSTANT
    assert (order.outcome_at, interim_status(order=order, at=before)) == (None, S.IN_FORCE)
    assert outcome(order, at=before) == Outcome.SUSPENDED
    actions.record_court(case=case, action=action, text="So ordered.", by=cast.caseworker, at=decided_at)
    settle()
    order.refresh_from_db()
    assert interim_status(order=order, at=decided_at) == (S.IN_FORCE if lasts else S.ENDED)
    assert order.outcome_at == (None if lasts else decided_at)
    quashed = action == AppealAction.QUASH
    assert (outcome(order, at=decided_at) == Outcome.SUSPENDED) is not quashed


@pytest.mark.django_db
def test_an_order_that_ended_with_an_outcome_stays_ended_when_a_court_remits_the_case() -> None:
    cast, bench = Cast(), Bench()
    case = case_in(Status.HEARING, cast=cast)
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, case=case)
    at = MADE_AT + timedelta(days=20)
    determined(case, cast, findings_for("warning"), at=at)
    actions.serve_decision(case=case, channel="hand", by=cast.caseworker, at=at)
    order.refresh_from_db()
    ended_at = order.outcome_at
    assert ended_at is not None
    later = ended_at + timedelta(days=3)
    lodged(case, received_on=today(later), leave="", at=later)
    actions.record_court(case=case, action=AppealAction.REMIT, text="Again.", by=cast.caseworker, at=later)
    settle()
    order.refresh_from_db()
    assert (order.outcome_at, interim_status(order=order, at=later)) == (ended_at, S.ENDED)
    assert Restriction.objects.current().get(source=order.reference).ends == ended_at


@pytest.mark.django_db
def test_a_case_that_ends_ends_its_order_and_its_application() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    at = MADE_AT + timedelta(days=9)
    actions.withdraw_case(case=order.case, reason="Wrong person", by=cast.caseworker, at=at)
    order.refresh_from_db()
    assert interim_status(order=order, at=at) == S.ENDED
    assert [outcome(order, at=at - INSTANT), outcome(order, at=at)] == [Outcome.SUSPENDED, Outcome.NO_BAR_RECORDED]
    asked = interim_order_in(S.NOTICE_GIVEN)
    actions.withdraw_case(case=asked.case, reason="Wrong person", by=asked.case.caseworker, at=at)
    asked.refresh_from_db()
    assert asked.status == S.WITHDRAWN
    settle()


@pytest.mark.django_db
def test_a_hearing_that_was_held_is_decided_before_another_is_fixed() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench)
    day: dict[str, Any] = {"heard_from": REVIEWED_AT, "at": REVIEWED_AT - timedelta(days=9)}
    noticed(order, cast=cast, bench=bench, **day)
    heard(order, bench=bench, at=REVIEWED_AT)
    with pytest.raises(Exception, match="Its chair records the decision"):
        noticed(order, cast=cast, bench=bench, heard_from=REVIEWED_AT + timedelta(days=9), at=REVIEWED_AT)
