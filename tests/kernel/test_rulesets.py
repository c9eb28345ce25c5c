"""The rule set in force, and the way to a new one."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from kernel import actions, rulesets
from kernel.actions.rule_sets import FaultyRules, NotTheAuthor, RuleSetReasonMissing, RuleSetTerms, TooEarly
from kernel.clocks import start_of_day, today
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.history import acting
from kernel.models import RuleSet, User
from kernel.permissions import Role
from kernel.queries import rule_set_before, system_user_id
from kernel.rule_set_workflow import RULE_SET, RuleSetAction, RuleSetStatus
from kernel.workflow import NotAllowedNow
from tests.factories.kernel import user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def two() -> tuple[User, User]:
    return user_with(Role.ADMINISTRATOR), user_with(Role.ADMINISTRATOR)


def day(days: int) -> date:
    return today(timezone.now()) + timedelta(days=days)


def terms(begins_on: date, **changed: Any) -> RuleSetTerms:
    row = RuleSet.objects.get(version="2026.1")
    return RuleSetTerms(
        name="Longer appeals", begins_on=begins_on, parameters={**row.parameters, **changed}, sources=row.sources
    )


def draft(by: User, begins_on: date, **changed: Any) -> RuleSet:
    return actions.draft_rule_set(terms=terms(begins_on, **changed), reason="New law", by=by, at=timezone.now())


def submitted(by: User, begins_on: date, **changed: Any) -> RuleSet:
    made = draft(by, begins_on, **changed)
    return actions.submit_rule_set(rule_set=made, revision=1, by=by, at=timezone.now())


def approved(by: User, second: User, begins_on: date, **changed: Any) -> RuleSet:
    waiting = submitted(by, begins_on, **changed)
    return actions.approve_rule_set(rule_set=waiting, revision=2, reason="Read", by=second, at=timezone.now())


def test_the_one_that_comes_with_the_product_is_a_voluntary_register_with_statutory_barring() -> None:
    rules = rulesets.current(NOW)
    assert rules.version == "2026.1"
    assert rules.registration_required_tiers == frozenset()
    assert {"bar", "removal", "suspension"} <= rules.prohibiting_kinds


def test_before_the_first_there_is_none() -> None:
    with pytest.raises(LookupError):
        rulesets.current(datetime(1999, 1, 1, tzinfo=UTC))


def test_an_approved_version_begins_at_its_midnight_and_the_one_before_ends_with_it(two: tuple[User, User]) -> None:
    made = approved(*two, day(10), appeal_days=42)
    begins = start_of_day(day(10))
    assert made.version == f"{day(10).year}.{2 if day(10).year == 2026 else 1}"
    assert rulesets.current(begins - timedelta(microseconds=1)).appeal_days == 28
    assert rulesets.current(begins).appeal_days == 42
    assert rule_set_before(made) == RuleSet.objects.get(version="2026.1")
    assert [step.action for step in made.steps.all()] == ["draft", "submit", "approve"]


def test_a_draft_binds_nobody(two: tuple[User, User]) -> None:
    submitted(two[0], day(1), appeal_days=42)
    assert rulesets.current(timezone.now() + timedelta(days=30)).appeal_days == 28


def test_who_wrote_any_part_of_it_does_not_approve_it(two: tuple[User, User]) -> None:
    first, second = two
    made, now = draft(first, day(5)), timezone.now()
    revised = actions.revise_rule_set(
        rule_set=made, revision=1, terms=terms(day(5), appeal_days=30), reason="Slip", by=second, at=now
    )
    waiting = actions.submit_rule_set(rule_set=revised, revision=2, by=second, at=now)
    for author in two:
        with pytest.raises(NotTheAuthor):
            actions.approve_rule_set(rule_set=waiting, revision=3, reason="Read", by=author, at=now)
    third = user_with(Role.ADMINISTRATOR)
    actions.approve_rule_set(rule_set=waiting, revision=3, reason="Read", by=third, at=now)


def test_one_that_would_begin_in_the_past_or_before_one_to_come_is_refused(two: tuple[User, User]) -> None:
    for begins_on in (day(0), day(-1)):
        with pytest.raises(TooEarly):
            draft(two[0], begins_on)
    waiting = submitted(two[0], day(5))
    with pytest.raises(TooEarly):  # time went by while it waited
        actions.approve_rule_set(rule_set=waiting, revision=2, reason="Late", by=two[1], at=start_of_day(day(5)))
    approved(*two, day(9))
    for begins_on in (day(9), day(8)):
        with pytest.raises(TooEarly):
            approved(*two, begins_on)


def test_faults_are_named_by_parameter_and_nothing_is_kept(two: tuple[User, User]) -> None:
    with pytest.raises(FaultyRules) as refused:
        draft(two[0], day(5), appeal_days=3, published_birth="day")
    assert refused.value.faults.keys() == {"appeal_days", "published_birth"}
    assert RuleSet.objects.count() == 1


def test_a_page_opened_before_somebody_elses_change_is_refused(two: tuple[User, User]) -> None:
    made = draft(two[0], day(5))
    actions.revise_rule_set(
        rule_set=made, revision=1, terms=terms(day(6)), reason="Later", by=two[1], at=timezone.now()
    )
    with pytest.raises(ChangedMeanwhile, match=two[1].name):
        actions.submit_rule_set(rule_set=made, revision=1, by=two[0], at=timezone.now())


def attempt(action: RuleSetAction, rules: RuleSet, by: User, at: datetime) -> None:
    held: dict[str, Any] = {"rule_set": rules, "revision": rules.revision, "by": by, "at": at}
    deeds = {
        RuleSetAction.REVISE: lambda: actions.revise_rule_set(**held, terms=terms(day(7)), reason="x"),
        RuleSetAction.SUBMIT: lambda: actions.submit_rule_set(**held),
        RuleSetAction.APPROVE: lambda: actions.approve_rule_set(**held, reason="x"),
        RuleSetAction.SEND_BACK: lambda: actions.send_back_rule_set(**held, reason="x"),
        RuleSetAction.WITHDRAW: lambda: actions.withdraw_rule_set(**held, reason="x"),
    }
    deeds[action]()


@pytest.mark.parametrize("status", RuleSetStatus)
def test_from_every_status_only_the_moves_of_the_table_are_possible(
    status: RuleSetStatus, two: tuple[User, User]
) -> None:
    walks = {
        RuleSetStatus.DRAFT: lambda: draft(two[0], day(5)),
        RuleSetStatus.SUBMITTED: lambda: submitted(two[0], day(5)),
        RuleSetStatus.APPROVED: lambda: approved(*two, day(5)),
    }
    if status is RuleSetStatus.WITHDRAWN:
        attempt(RuleSetAction.WITHDRAW, draft(two[0], day(5)), two[0], timezone.now())
        rules = RuleSet.objects.get(status=status)
    else:
        rules = walks[status]()
    for action in RULE_SET.moves:
        point = transaction.savepoint()
        if action in RULE_SET.allowed(status):
            attempt(RuleSetAction(action), rules, two[1], timezone.now())
            assert RuleSet.objects.get(pk=rules.pk).status == RULE_SET.target(action, status=status)
        else:
            with pytest.raises(NotAllowedNow):
                attempt(RuleSetAction(action), rules, two[1], timezone.now())
        transaction.savepoint_rollback(point)


def test_a_return_or_withdrawal_without_its_reason_is_refused(two: tuple[User, User]) -> None:
    waiting = submitted(two[0], day(5))
    held: dict[str, Any] = {"rule_set": waiting, "revision": 2, "reason": " ", "by": two[1], "at": timezone.now()}
    for deed in (actions.send_back_rule_set, actions.withdraw_rule_set):
        with pytest.raises(RuleSetReasonMissing):
            deed(**held)


FIRST = DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"parameters": {}}, "is never changed"),
        ({"sources": {}}, "is never changed"),
        ({"status": "draft", "during": None}, "is never changed"),
        (
            {"during": DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))},
            "is never changed",
        ),
        ({"during": DateTimeTZRange(datetime(2019, 1, 1, tzinfo=UTC), None)}, "is never changed"),
        ({"during": FIRST}, "in force at every instant"),
    ],
)
def test_what_was_in_force_is_never_changed_and_no_gap_is_left(change: dict[str, Any], name: str) -> None:
    refused = pytest.raises(IntegrityError, match=name)
    with acting(user=system_user_id()), refused, transaction.atomic(), connection.cursor() as cursor:
        RuleSet.objects.filter(version="2026.1").update(**change)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"approved_by": "first"}, "never approves it"),
        ({"approved_by": "second", "approved_at": datetime(2098, 1, 1, tzinfo=UTC)}, "begins_after_its_approval"),
        ({"drafted_by": None, "approved_by": None, "approved_at": None}, "ruleset_one_came_with_the_product"),
        ({"during": DateTimeTZRange(datetime(2021, 1, 1, tzinfo=UTC), None)}, "ruleset_(begins|one_at)"),
    ],
)
def test_raw_sql_cannot_approve_by_one_person_or_for_the_past(
    change: dict[str, Any], name: str, two: tuple[User, User]
) -> None:
    waiting = submitted(two[0], day(5))
    named = {"first": two[0].pk, "second": two[1].pk}
    whole: dict[str, Any] = {
        "status": "approved",
        "approved_by": two[1].pk,
        "approved_at": timezone.now(),
        "during": DateTimeTZRange(start_of_day(day(5)), None),
        **{key: named.get(str(value), value) for key, value in change.items()},
    }
    ended = DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), start_of_day(day(5)))
    with acting(user=system_user_id()), transaction.atomic():
        RuleSet.objects.filter(version="2026.1").update(during=ended)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            RuleSet.objects.filter(pk=waiting.pk).update(**whole)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_one_does_and_two_versions_approved_at_once_leave_no_gap() -> None:
    first, second, third = (user_with(Role.ADMINISTRATOR) for _ in range(3))
    one, other = submitted(first, day(5)), submitted(first, day(9))

    def deed(rules: RuleSet, by: User) -> Any:
        return lambda: attempt(RuleSetAction.APPROVE, rules, by, timezone.now())

    assert len(refusals(deed(one, second), deed(one, third))) == 1
    assert RuleSet.objects.get(pk=one.pk).status == RuleSetStatus.APPROVED
    later = submitted(first, day(12))
    ended = refusals(deed(other, second), deed(later, third))
    assert all(isinstance(refusal, ActionRefused) for refusal in ended)
    in_order = RuleSet.objects.filter(status="approved").order_by("effective_from")
    ranges = [rules.during for rules in in_order if rules.during]
    assert all(a.upper == b.lower for a, b in pairwise(ranges))
    assert ranges[-1].upper is None
