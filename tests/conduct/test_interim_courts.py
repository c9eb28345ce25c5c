"""What courts do to interim orders: on the register at once, counted to no longest time, and never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conduct import actions, queries
from conduct.models import InterimChallenge, InterimOrder
from conduct.rules.interim_orders import CourtOutcome, InterimRefused, InterimStatus, TooLong
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import OutboxMessage
from kernel.queries import system_user
from kernel.workflow import NotAllowedNow
from register.models import Restriction
from register.queries import standing_of
from register.rules import Outcome
from tests.builders import Cast
from tests.conduct.test_interim_orders import BOARD, settle
from tests.factories.interim import CONDITIONS, MADE_AT, SUSPENSION, Bench, interim_order_in, reviewed_by

pytestmark = pytest.mark.django_db
S, C = InterimStatus, CourtOutcome
LODGED_AT = MADE_AT + timedelta(days=10)
DECIDED_AT = LODGED_AT + timedelta(days=30)
INSTANT = timedelta(microseconds=1)
LIMIT = datetime(2028, 5, 11, tzinfo=UTC) - timedelta(hours=1)  # midnight in London, in summer


def challenged(order: InterimOrder, *, cast: Cast, at: datetime = LODGED_AT) -> InterimChallenge:
    return actions.record_interim_challenge(
        order=order, court="High Court", court_reference="CO/12/2026", lodged_on=at.date(), by=cast.caseworker, at=at
    )


def decided(order: InterimOrder, outcome: str, *, cast: Cast, at: datetime = DECIDED_AT, **more: Any) -> InterimOrder:
    actions.record_interim_court(
        order=order, outcome=outcome, decided_on=at.date(), note="As the judge said.", by=cast.caseworker, at=at, **more
    )
    order.refresh_from_db()
    settle()
    return order


def extended(order: InterimOrder, until_on: date, *, cast: Cast, at: datetime) -> None:
    actions.extend_by_court(
        order=order,
        court="High Court",
        court_reference="CO/13/2028",
        ordered_on=at.date(),
        until_on=until_on,
        by=cast.caseworker,
        at=at,
    )
    order.refresh_from_db()
    settle()


def standing(order: InterimOrder, *, at: datetime) -> Outcome:
    return standing_of(person=order.case.person, post=BOARD, at=at).outcome


@pytest.mark.parametrize(
    ("outcome", "status", "then", "after"),
    [
        (C.UPHELD, S.IN_FORCE, Outcome.SUSPENDED, Outcome.SUSPENDED),
        (C.WITHDRAWN, S.IN_FORCE, Outcome.SUSPENDED, Outcome.SUSPENDED),
        (C.ENDED, S.REVOKED, Outcome.SUSPENDED, Outcome.NO_BAR_RECORDED),
        (C.QUASHED, S.QUASHED, Outcome.NO_BAR_RECORDED, Outcome.NO_BAR_RECORDED),
    ],
)
def test_what_a_court_decides_is_on_the_register_from_that_instant(
    outcome: str, status: str, then: Outcome, after: Outcome
) -> None:
    cast = Cast()
    order = interim_order_in(S.IN_FORCE, cast=cast)
    challenged(order, cast=cast)
    with pytest.raises(InterimRefused, match="is open"):
        challenged(order, cast=cast)
    assert standing(order, at=DECIDED_AT - INSTANT) == Outcome.SUSPENDED
    decided(order, outcome, cast=cast)
    assert (order.status, standing(order, at=DECIDED_AT - INSTANT), standing(order, at=DECIDED_AT)) == (
        status,
        then,
        after,
    )
    assert OutboxMessage.objects.filter(subject="There is news for you to read").count() == 2
    with pytest.raises(ActionRefused):
        decided(order, outcome, cast=cast)


def test_a_court_varies_the_conditions_the_last_day_or_both() -> None:
    cast = Cast()
    order = interim_order_in(S.IN_FORCE, cast=cast, ruling=CONDITIONS)
    challenged(order, cast=cast)
    for ruling, words in (
        (replace(CONDITIONS, terms="", until_on=None), "Enter what the court varied"),
        (replace(CONDITIONS, terms="", until_on=date(2028, 5, 11)), "10 May 2028 at the latest"),
    ):
        with pytest.raises((InterimRefused, TooLong), match=words), transaction.atomic():
            decided(order, C.VARIED, cast=cast, ruling=ruling)
    shorter = replace(CONDITIONS, terms="Not to chair.", until_on=date(2027, 1, 31))
    decided(order, C.VARIED, cast=cast, ruling=shorter)
    shown = Restriction.objects.current().filter(source=order.reference).order_by("during")
    assert [(one.begins, one.ends) for one in shown] == [
        (MADE_AT, DECIDED_AT),
        (DECIDED_AT, datetime(2027, 2, 1, tzinfo=UTC)),
    ]
    assert (order.terms, order.status) == ("Not to chair.", S.IN_FORCE)


def test_a_suspension_has_a_last_day_to_vary_and_no_conditions() -> None:
    cast, shorter = Cast(), replace(CONDITIONS, until_on=date(2027, 1, 31))
    suspended = interim_order_in(S.IN_FORCE, cast=cast)
    challenged(suspended, cast=cast)
    with pytest.raises(InterimRefused, match="no conditions"), transaction.atomic():
        decided(suspended, C.VARIED, cast=cast, ruling=shorter)
    decided(suspended, C.VARIED, cast=cast, ruling=replace(shorter, terms=""))
    assert standing(suspended, at=datetime(2027, 2, 1, tzinfo=UTC)) == Outcome.NO_BAR_RECORDED


def test_a_court_extends_beyond_the_longest_time_a_year_at_a_time_before_the_end() -> None:
    cast, bench = Cast(), Bench()
    order = interim_order_in(S.IN_FORCE, cast=cast, bench=bench, ruling=replace(SUSPENSION, until_on=date(2028, 5, 10)))
    assert order.ends_at == LIMIT
    at = datetime(2028, 4, 1, 10, tzinfo=UTC)
    for until, words in ((date(2028, 5, 10), "as it is"), (date(2029, 5, 11), "10 May 2029")):
        with pytest.raises(TooLong, match=words):
            extended(order, until, cast=cast, at=at)
    with pytest.raises(NotAllowedNow):
        extended(order, date(2028, 9, 30), cast=cast, at=LIMIT)
    extended(order, date(2028, 9, 30), cast=cast, at=at)
    shown = Restriction.objects.current().get(source=order.reference)
    assert (shown.ends, shown.extended_from) == (datetime(2028, 9, 30, 23, tzinfo=UTC), LIMIT)
    assert standing(order, at=LIMIT) == Outcome.SUSPENDED
    counted = queries.review_deadline(order)
    assert counted is not None
    assert "the court’s extension" in counted.words
    assert order.review_due_at == datetime(2028, 9, 30, 23, tzinfo=UTC)
    later = datetime(2028, 9, 1, 10, tzinfo=UTC)
    extended(order, date(2029, 9, 30), cast=cast, at=later)
    assert Restriction.objects.current().get(source=order.reference).extended_from == LIMIT
    assert reviewed_by(order, cast=cast, bench=bench, at=later + timedelta(days=40)).status == S.IN_FORCE


def test_one_that_is_over_can_still_be_quashed_and_only_the_managers_side_is_refused() -> None:
    cast = Cast()
    order = interim_order_in(S.IN_FORCE, cast=cast)
    challenged(order, cast=cast)
    assert order.ends_at is not None
    over = order.ends_at + timedelta(days=1)
    with pytest.raises(NotAllowedNow):
        decided(order, C.ENDED, cast=cast, at=over)
    cast.caseworker, was = cast.manager, cast.caseworker
    with pytest.raises(ActionRefused):
        decided(order, C.QUASHED, cast=cast, at=over)
    cast.caseworker = was
    decided(order, C.QUASHED, cast=cast, at=over)
    assert not Restriction.objects.current().filter(source=order.reference, quashed_at=None).exists()


def by_hand(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
    settle()


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE conduct_interimorder SET ends_at = ends_at + interval '1 day'", "only a court moves the end"),
        ("UPDATE conduct_interimchallenge SET court = 'Another'", "is never changed"),
        (
            "UPDATE conduct_interimchallenge SET outcome = 'ended', decided_on = lodged_on, note = 'x',"
            " outcome_recorded_by_id = recorded_by_id, outcome_recorded_at = recorded_at",
            "as a court left it",
        ),
        (
            "INSERT INTO conduct_interimchallenge (order_id, court, court_reference, lodged_on, recorded_by_id,"
            " recorded_at, outcome, note) SELECT order_id, 'x', 'y', lodged_on, recorded_by_id, '2040-01-01', '', ''"
            " FROM conduct_interimchallenge",
            "an interim order in force",
        ),
    ],
)
def test_postgresql_refuses_what_no_court_did(sql: str, name: str) -> None:
    cast = Cast()
    challenged(interim_order_in(S.IN_FORCE, cast=cast), cast=cast)
    settle()
    with pytest.raises(IntegrityError, match=name), acting(user=system_user(), reason=""), transaction.atomic():
        by_hand(sql)
