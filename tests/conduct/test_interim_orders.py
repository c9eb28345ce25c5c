"""Interim orders: the test, the hearing, the order on the register at once, and who may decide."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conduct import actions, queries
from conduct.models import Case, Determination, InterimDecider, InterimHearing, InterimOrder, Participant
from conduct.rules.determining import columns_of
from conduct.rules.independence import NotIndependent, Part
from conduct.rules.interim_orders import (
    INTERIM,
    RUNNING,
    Decision,
    InterimAction,
    InterimRefused,
    InterimStatus,
    NotADecider,
    NoticeTooShort,
    TooLong,
    status_at,
)
from conduct.workflow import Status
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import OutboxMessage, RuleSet
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from register.models import Restriction
from register.queries import standing_of
from register.rules import Outcome, Tier
from register.rules.standing import PostAsked
from tests.builders import Cast, case_in, findings_for
from tests.factories.interim import (
    APPLIED_AT,
    CONDITIONS,
    HEARD_AT,
    MADE_AT,
    SUSPENSION,
    Bench,
    heard,
    interim_order_in,
    noticed,
)
from tests.factories.register import person
from tests.races import at_once

S, A = InterimStatus, InterimAction
BOARD = PostAsked(tier=Tier.BOARD_DIRECTOR, organisation="RJ1", organisation_class="nhs_trust")
OTHER = replace(BOARD, tier=Tier.OTHER_MANAGER)
PENDING = (S.APPLIED, S.NOTICE_GIVEN, S.HEARD)
MOVES: dict[tuple[str, str], str] = {
    **{(status, A.WITHDRAW): S.WITHDRAWN for status in PENDING},
    (S.APPLIED, A.GIVE_NOTICE): S.NOTICE_GIVEN,
    (S.NOTICE_GIVEN, A.GIVE_NOTICE): S.NOTICE_GIVEN,
    **{
        (status, action): status for status in (S.NOTICE_GIVEN, S.UNDER_REVIEW) for action in (A.SAY, A.ENTER_STATEMENT)
    },
    (S.NOTICE_GIVEN, A.HEAR): S.HEARD,
    (S.HEARD, A.MAKE): S.IN_FORCE,
    (S.HEARD, A.REFUSE): S.REFUSED,
    **{(status, A.GIVE_REVIEW_NOTICE): S.UNDER_REVIEW for status in RUNNING},
    (S.UNDER_REVIEW, A.HEAR_REVIEW): S.UNDER_REVIEW,
    (S.UNDER_REVIEW, A.CONTINUE): S.IN_FORCE,
    (S.UNDER_REVIEW, A.VARY): S.IN_FORCE,
    (S.UNDER_REVIEW, A.REPLACE): S.REPLACED,
    (S.UNDER_REVIEW, A.REVOKE): S.REVOKED,
    **{
        (status, action): status
        for status in RUNNING
        for action in (A.TIE, A.RECORD_CHALLENGE, A.UPHOLD, A.COURT_VARIES, A.END_CHALLENGE, A.EXTEND)
    },
    **{(status, A.COURT_ENDS): S.REVOKED for status in RUNNING},
    **{(status, A.QUASH): S.QUASHED for status in (*RUNNING, S.EXPIRED, S.ENDED, S.REVOKED)},
    **{
        (status, action): status
        for status in (S.EXPIRED, S.ENDED, S.REVOKED, S.REPLACED)
        for action in (A.UPHOLD, A.END_CHALLENGE)
    },
    **{(status, A.EXPIRE): S.EXPIRED for status in RUNNING},
    **{(status, A.END): S.ENDED for status in RUNNING},
}


def test_the_table_has_these_moves_and_no_other() -> None:
    found = {
        (status, action): move.leads_to(status) for action, move in INTERIM.moves.items() for status in move.sources
    }
    assert found == MOVES
    assert not INTERIM.unreachable()
    for status in S:
        for action in set(INTERIM.moves) - INTERIM.allowed(status):
            with pytest.raises(NotAllowedNow):
                INTERIM.target(action, status=status)


@pytest.mark.parametrize("status", S)
def test_what_is_in_force_ends_by_the_clock_at_its_very_end(status: InterimStatus) -> None:
    end, before = MADE_AT, MADE_AT - timedelta(microseconds=1)
    ended = S.EXPIRED if status in RUNNING else status
    assert status_at(status=status, ends_at=end, outcome_at=None, at=before) == status
    assert status_at(status=status, ends_at=end, outcome_at=None, at=end) == ended
    tied = S.ENDED if status in RUNNING else status
    assert status_at(status=status, ends_at=end + timedelta(days=9), outcome_at=end, at=end) == tied


def settle() -> None:
    """Have PostgreSQL look now at what it looks at when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def outcomes(case: Case, *, at: datetime) -> list[Outcome]:
    return [standing_of(person=case.person, post=post, at=at).outcome for post in (BOARD, OTHER)]


@pytest.mark.django_db
def test_an_order_is_on_the_register_from_the_instant_at_which_it_is_made() -> None:
    order = interim_order_in(S.IN_FORCE)
    shown = Restriction.objects.get(source=order.reference)
    assert (shown.kind, shown.begins, shown.published_at) == ("interim_suspension", MADE_AT, MADE_AT)
    assert (shown.ends, shown.matter) == (datetime(2027, 11, 11, tzinfo=UTC), order.case.reference)
    before = MADE_AT - timedelta(microseconds=1)
    assert outcomes(order.case, at=before) == [Outcome.NO_BAR_RECORDED] * 2
    assert outcomes(order.case, at=MADE_AT) == [Outcome.SUSPENDED] * 2
    assert order.ends_at is not None
    assert outcomes(order.case, at=order.ends_at) == [Outcome.NO_BAR_RECORDED] * 2
    restricted = interim_order_in(S.IN_FORCE, ruling=CONDITIONS)
    assert outcomes(restricted.case, at=MADE_AT) == [Outcome.RESTRICTED, Outcome.NOT_BARRED_FROM_ROLE]
    mails = OutboxMessage.objects.filter(template__startswith="conduct_interim").values_list("subject", flat=True)
    assert len(mails) == 4
    assert not [subject for subject in mails if order.reference in subject or "interim" in subject.lower()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        (replace(SUSPENSION, basis=()), "necessary for"),
        (replace(SUSPENSION, reasons=" "), "Give reasons"),
        (replace(CONDITIONS, terms=""), "in full"),
        (replace(CONDITIONS, tiers=()), "tiers"),
        (replace(SUSPENSION, until_on=None), "last day"),
        (replace(SUSPENSION, until_on=date(2026, 11, 10)), "later last day"),
        (replace(SUSPENSION, until_on=date(2028, 5, 11)), "10 May 2028 at the latest: 18 months beginning with"),
    ],
)
def test_an_order_needs_its_test_its_words_and_an_end_in_time(ruling: Any, words: str) -> None:
    bench = Bench()
    order = interim_order_in(S.HEARD, bench=bench)
    with pytest.raises((InterimRefused, TooLong), match=words):
        actions.decide_interim_order(order=order, decision=Decision.MAKE, ruling=ruling, by=bench.chair, at=MADE_AT)
    longest = replace(SUSPENSION, until_on=date(2028, 5, 10))
    actions.decide_interim_order(order=order, decision=Decision.MAKE, ruling=longest, by=bench.chair, at=MADE_AT)


@pytest.mark.django_db
def test_short_notice_says_why_and_still_the_manager_is_heard() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.APPLIED, cast=cast)
    soon = APPLIED_AT + timedelta(hours=4)
    with pytest.raises(NoticeTooShort, match="reason is 10 November 2026"):
        noticed(order, cast=cast, bench=bench, heard_from=soon)
    with pytest.raises(NoticeTooShort, match="after the notice counts as served"):
        noticed(order, cast=cast, bench=bench, heard_from=soon, channel="post", short_because="Danger")
    noticed(order, cast=cast, bench=bench, heard_from=soon, short_because="A patient is at risk tonight.")
    said = actions.say_for_interim_hearing(
        order=order, text="I am on leave.", takes_part=False, by=cast.manager, at=APPLIED_AT + timedelta(hours=1)
    )
    assert said.hearing.short_because == "A patient is at risk tonight."
    with pytest.raises(NotADecider, match="has not begun"):
        heard(order, bench=bench, at=soon - timedelta(minutes=1))
    heard(order, bench=bench, at=soon)
    with pytest.raises(NotAllowedNow):
        actions.say_for_interim_hearing(order=order, text="Wait", takes_part=True, by=cast.manager, at=soon)


@pytest.mark.django_db
def test_nobody_with_another_part_decides_and_who_decided_never_decides_the_case() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.APPLIED, cast=cast, case=case_in(Status.HEARING, cast=cast))
    for user in (cast.investigator, cast.caseworker, cast.manager, bench.chair):
        people = Bench(chair=bench.chair, member=user)
        with pytest.raises((NotADecider, NotIndependent)), transaction.atomic():
            noticed(order, cast=cast, bench=people)
    noticed(order, cast=cast, bench=bench)
    with pytest.raises(NotADecider, match="Only the chair"):
        actions.record_interim_hearing(order=order, presence="absent", account="So", by=bench.member, at=HEARD_AT)
    heard(order, bench=bench)
    order.refresh_from_db()
    actions.decide_interim_order(order=order, decision="make", ruling=SUSPENSION, by=bench.chair, at=MADE_AT)
    case = order.case
    assert case not in queries.cases_for(user=bench.member)
    with pytest.raises(IntegrityError, match="two parts"), transaction.atomic(), acting(user=system_user()):
        Participant.objects.create(case=case, user=bench.member, part=Part.ADJUDICATOR, joined_at=MADE_AT)
    actions.declare_no_conflict(case=case, by=bench.chair, at=MADE_AT)
    columns = {**columns_of(findings_for("no_action")), "length_rule_set": RuleSet.objects.get()}
    with pytest.raises(IntegrityError, match="never decides"), transaction.atomic(), acting(user=system_user()):
        Determination.objects.create(case=case, decided_by=bench.chair, decided_at=MADE_AT, **columns)


@pytest.mark.django_db
def test_postgresql_refuses_a_decider_with_a_part_and_a_decision_that_changes() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.NOTICE_GIVEN, cast=cast, bench=bench)
    hearing = InterimHearing.objects.get(order=order)
    with pytest.raises(IntegrityError, match="no other part"), transaction.atomic():
        InterimDecider.objects.create(hearing=hearing, user=cast.investigator)
    heard(order, bench=bench)
    order.refresh_from_db()
    actions.decide_interim_order(order=order, decision="refuse", ruling=SUSPENSION, by=bench.chair, at=MADE_AT)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), acting(user=system_user()):
        InterimHearing.objects.update(reasons="Better ones")


def changed_by_hand(order: InterimOrder, **change: Any) -> None:
    with transaction.atomic(), acting(user=system_user()):
        InterimOrder.objects.filter(pk=order.pk).update(**change)
        settle()


@pytest.mark.django_db
def test_postgresql_refuses_an_order_that_the_register_does_not_show() -> None:
    order = interim_order_in(S.IN_FORCE)
    settle()
    with pytest.raises(IntegrityError, match="only a court moves the end"):
        changed_by_hand(order, ends_at=MADE_AT + timedelta(days=500))
    with pytest.raises(IntegrityError, match="say the same"):
        changed_by_hand(order, outcome_at=MADE_AT + timedelta(days=5))
    with pytest.raises(IntegrityError, match="by a step"):
        changed_by_hand(order, status=S.REVOKED, over_at=MADE_AT + timedelta(days=1))
    with pytest.raises(IntegrityError, match="only what a review"):
        changed_by_hand(order, in_force_from=MADE_AT + timedelta(days=1))


@pytest.mark.django_db
def test_there_is_one_at_a_time_and_none_for_who_was_never_registered() -> None:
    cast = Cast()
    order = interim_order_in(S.IN_FORCE, cast=cast)
    given: dict[str, Any] = {"kind": "interim_suspension", "basis": ["protection"], "grounds": "So", "at": MADE_AT}
    with pytest.raises(InterimRefused, match="Review it instead"):
        actions.apply_for_interim_order(case=order.case, by=cast.caseworker, **given)
    never = case_in(Status.TRIAGE, cast=cast, person=person(), channel="post")
    with pytest.raises(InterimRefused, match="never registered"):
        actions.apply_for_interim_order(case=never, by=cast.caseworker, **given)


@pytest.mark.django_db(transaction=True)
def test_of_a_decision_and_a_withdrawal_at_once_exactly_one_is() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.HEARD, cast=cast, bench=bench)
    held: dict[str, Any] = {"order": order, "at": MADE_AT, "seen": queries.last_interim_step(order=order)}
    ended: list[ActionRefused | None] = at_once(
        lambda: actions.decide_interim_order(decision="make", ruling=SUSPENSION, by=bench.chair, **held),
        lambda: actions.withdraw_interim_application(reason="Enough", by=cast.caseworker, **held),
    )
    assert [end is None for end in ended].count(True) == 1
    order.refresh_from_db()
    assert Restriction.objects.filter(source=order.reference).count() == int(order.status == S.IN_FORCE)
