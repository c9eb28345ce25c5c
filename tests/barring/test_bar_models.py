"""What PostgreSQL refuses about bars, also to those who go round the actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from barring.models import Bar, Representation
from barring.workflow import Action, Status
from kernel.history import acting
from kernel.models import CurrentXid
from register.actions.facts import replace_fact
from register.models import Restriction, period
from tests.factories.barring import SOME_TERMS, Office, bar_in
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db


def refused(bar: Bar, *by_constraints: str, **changes: Any) -> None:
    """The change is refused, by the first of these that PostgreSQL comes to."""
    with pytest.raises(IntegrityError) as error, acting(user=bar.proposed_by), transaction.atomic():
        Bar.objects.filter(pk=bar.pk).update(**changes)
    cause: Any = error.value.__cause__
    assert cause.diag.constraint_name in by_constraints


@contextmanager
def at_the_end_refused(constraint: str) -> Iterator[None]:
    """What is done is refused at the end of its transaction."""
    try:
        with transaction.atomic():
            yield
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        cause: Any = error.__cause__
        assert cause.diag.constraint_name == constraint
    else:
        pytest.fail("nothing was refused")


def compared() -> None:
    """What was done until now has been compared with the register, as at the end of its own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def made(office: Office, **changes: Any) -> dict[str, Any]:
    """The columns of a decision, written by hand."""
    now = timezone.now()
    decision = {
        "status": Status.IN_EFFECT,
        "approved_by": office.approver,
        "decided_at": now,
        "served_at": now,
        "decision_channel": "email",
        "in_effect_at": now,
        "published_at": now,
        "appeal_until_at": now + timedelta(days=28),
        "review_from_on": now.date(),
    }
    return decision | changes


def test_a_bar_is_approved_by_somebody_else_after_an_answer_and_as_a_whole() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    refused(bar, "bar_decided_by_a_stranger", **made(office, approved_by=office.officer))
    refused(bar, "bar_decided_by_a_stranger", **made(office, approved_by=office.manager))
    refused(bar, "bar_decision_is_whole", **made(office, served_at=None))
    refused(bar, "bar_decided_exactly_when_made", **made(office, status=Status.REPRESENTED))
    refused(bar, "bar_decided_served_in_effect_in_order", **made(office, in_effect_at=bar.proposed_at))
    refused(bar, "bar_decided_only_once_answered", **made(office, represented_at=None))
    refused(bar, "bar_indefinite_says_when_reviewed", **made(office, review_from_on=None))
    compared()
    with at_the_end_refused("bar_moves_by_steps"), acting(user=office.approver):
        assert Bar.objects.filter(pk=bar.pk).update(**made(office)) == 1


def test_proposer_and_approver_differ_by_a_constraint_even_without_the_trigger(as_owner: Any) -> None:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE barring_bar DISABLE TRIGGER barring_decider_is_a_stranger")
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    refused(bar, "bar_approver_is_not_proposer", **made(office, approved_by=office.officer))


def test_what_was_decided_is_never_changed_and_no_bar_is_ever_deleted() -> None:
    bar = bar_in(Status.IN_EFFECT)
    changes: list[dict[str, Any]] = [
        {"reasons": "Other reasons"},
        {"ends_on": bar.starts_on + timedelta(days=9), "ends_at": timezone.now() + timedelta(days=9)},
        {"tiers": ["other_manager"]},
        {"decided_at": F("decided_at") - timedelta(days=1)},
        {"approved_by": bar.proposed_by},
        {"status": Status.WITHDRAWN},
    ]
    for change in changes:
        refused(bar, "bar_never_changed", "bar_decided_by_a_stranger", "bar_decided_exactly_when_made", **change)
    with pytest.raises(DatabaseError), acting(user=bar.proposed_by), transaction.atomic():
        Bar.objects.filter(pk=bar.pk).delete()
    assert Bar.objects.filter(pk=bar.pk, reasons=bar.reasons).exists()


def test_two_people_lift_and_what_was_lifted_stays_so() -> None:
    office = Office()
    bar = bar_in(Status.LIFTING_PROPOSED, office=office)
    lifted = {"status": Status.LIFTED, "lifted_at": timezone.now()}
    refused(bar, "bar_lifter_is_not_lift_proposer", lifted_by=office.officer, **lifted)
    refused(bar, "bar_decided_by_a_stranger", lifted_by=office.manager, **lifted)
    bar = bar_in(Status.LIFTED)
    refused(bar, "bar_never_changed", lift_reason="Another")


def test_no_bar_is_lifted_before_its_decision_is_served() -> None:
    office = Office()
    bar = bar_in(Status.IN_EFFECT, office=office)
    early: Any = {"lift_proposed_at": bar.proposed_at, "lift_proposed_by": office.officer, "lift_reason": "Wrong."}
    refused(bar, "bar_lifted_only_once_served", status=Status.LIFTING_PROPOSED, **early)


def test_representations_and_steps_can_only_be_added() -> None:
    bar = bar_in(Status.REPRESENTED)
    for rows in (Representation.objects.filter(bar=bar), bar.steps.all()):
        for sql in ("UPDATE {} SET bar_id = bar_id", "DELETE FROM {}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql.format(rows.model._meta.db_table))
        assert rows.exists()


def test_a_person_has_one_unfinished_proposal() -> None:
    bar = bar_in(Status.PROPOSED)
    other = bar_in(Status.WITHDRAWN)
    refused(other, "bar_one_unfinished_proposal_a_person", status=Status.PROPOSED, person=bar.person)


@pytest.mark.parametrize("status", [Status.IN_EFFECT, Status.LIFTING_PROPOSED, Status.LIFTED])
def test_a_bar_is_not_taken_off_the_register_or_changed_there_by_itself(status: Status) -> None:
    tiers, classes = ("board_director", "direct_report"), ("health_board", "nhs_trust")
    bar = bar_in(status, terms=replace(SOME_TERMS, tiers=tiers, organisation_classes=classes))
    order = Restriction.objects.current().get(source=bar.reference)
    compared()
    with acting(user=bar.proposed_by):
        with at_the_end_refused("bar_register_agrees"):
            Restriction.objects.filter(pk=order.pk).update(superseded_at=Now(), superseded_xid=CurrentXid())
        begins, end, second = order.begins, order.ends or timezone.now(), timedelta(seconds=1)
        changes: list[dict[str, Any]] = [
            {"person_id": registered_person().pk},
            {"kind": "suspension"},
            {"tiers": ["board_director"]},
            {"tiers": [*tiers, "other_manager"]},
            {"organisation_classes": ["nhs_trust"]},
            {"organisation_classes": [*classes, "other"]},
            {"during": period(begins + second, order.ends)},
            {"during": period(begins, end + second)},
            {"quashed_at": timezone.now()},
        ]
        for change in changes:
            with at_the_end_refused("bar_register_agrees"):
                replace_fact(fact=order, changes=change)


def test_no_order_stands_by_a_bar_that_was_not_made() -> None:
    bar = bar_in(Status.REPRESENTED)
    compared()
    with at_the_end_refused("bar_register_agrees"), acting(user=bar.proposed_by):
        restricted(bar.person, at=timezone.now(), source=bar.reference)


def test_a_bar_is_lifted_and_made_by_a_step_alone() -> None:
    office = Office()
    bar = bar_in(Status.LIFTING_PROPOSED, office=office)
    compared()
    with at_the_end_refused("bar_moves_by_steps"), acting(user=office.second_approver):
        now = timezone.now()
        Bar.objects.filter(pk=bar.pk).update(status=Status.LIFTED, lifted_by=office.second_approver, lifted_at=now)
    with at_the_end_refused("bar_moves_by_steps"), acting(user=office.second_approver):
        Bar.objects.filter(pk=bar.pk).update(version=F("version") + 1)


def test_a_bar_decided_early_needs_the_persons_own_answer_or_a_reason() -> None:
    office = Office()
    bar = bar_in(Status.NOTICE_SERVED, office=office)
    elsewhere = Office()
    elsewhere.person()
    now, version = timezone.now(), bar.version + 1
    compared()
    for answered_by in (office.officer, elsewhere.manager):
        with at_the_end_refused("bar_waits_for_the_person"), acting(user=office.approver):
            Representation.objects.create(bar=bar, text="No.", received_on=now.date(), made_by=answered_by, made_at=now)
            bar.steps.create(
                action=Action.APPROVE, status=Status.IN_EFFECT, version=version, by=office.approver, at=now
            )
            Bar.objects.filter(pk=bar.pk).update(version=version, **made(office, represented_at=now))
