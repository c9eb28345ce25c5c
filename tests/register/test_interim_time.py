"""All interim orders on the same facts share one longest time: by the rule, and by PostgreSQL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.history import acting
from kernel.queries import system_user
from register.actions import impose_restriction
from register.models import Person, Restriction, period
from register.queries import longest_interim_time
from register.rules import Kind, Tier
from register.rules.interim import latest_end
from tests.factories.register import registered_person

MARCH = datetime(2027, 3, 1, 10, tzinfo=UTC)
CAP = datetime(2028, 8, 31, 23, tzinfo=UTC)  # the end of 31 August 2028 in London


def day(month: int, number: int = 1) -> datetime:
    return datetime(2027, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spans", "begins_at", "ends_at"),
    [
        ([], MARCH, CAP),
        ([(MARCH, day(9))], day(9), CAP),  # replaced without a gap: no day is won
        ([(MARCH, day(6)), (day(5), day(9))], day(9), CAP),  # beside each other the time counts once
        ([(MARCH, day(4))], day(10), CAP + (day(10) - day(4))),  # what was not in force in between is left
        ([(MARCH, CAP)], CAP, CAP),
        ([], datetime(2027, 8, 31, 9, tzinfo=UTC), datetime(2029, 2, 28, tzinfo=UTC)),  # no 31 February
    ],
)
def test_the_longest_time_is_counted_over_all_on_the_same_facts(
    spans: list[tuple[datetime, datetime]], begins_at: datetime, ends_at: datetime
) -> None:
    found = latest_end(spans=spans, begins_at=begins_at, months=18)
    assert timedelta() <= ends_at - found < timedelta(days=1)  # down to a midnight, where there was a gap
    if not spans or spans[-1][1] == begins_at:
        assert found == ends_at


def impose(person: Person, kind: Kind, begins: datetime, ends: datetime, *, source: str) -> Restriction:
    return impose_restriction(
        person=person,
        kind=kind,
        tiers=[Tier.BOARD_DIRECTOR],
        organisation_classes=["all"],
        begins_at=begins,
        ends_at=ends,
        source=source,
        matter="CC-2027-0001",
        decided_at=begins,
        served_at=begins,
        published_at=begins,
        by=system_user(),
        at=begins,
    )


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def impose_now(person: Person, begins: datetime, ends: datetime) -> None:
    with transaction.atomic():
        impose(person, Kind.INTERIM_BAR, begins, ends, source="BAR-2027-0002")
        settle()


@pytest.mark.django_db
def test_an_interim_bar_and_an_interim_order_on_the_same_facts_share_the_time() -> None:
    person = registered_person()
    impose(person, Kind.INTERIM_SUSPENSION, MARCH, day(9), source="IO-2027-0001")
    longest = longest_interim_time(person=person, matter="CC-2027-0001", begins_at=day(9))
    assert (longest.ends_at, longest.first_at) == (CAP, MARCH)
    impose(person, Kind.INTERIM_BAR, day(9), CAP, source="BAR-2027-0001")
    settle()
    with pytest.raises(IntegrityError, match="18 months together"):
        impose_now(person, CAP, CAP + timedelta(days=1))
    with pytest.raises(IntegrityError, match="18 months together"):
        impose_now(person, MARCH - timedelta(days=2), MARCH)


@pytest.mark.django_db
def test_what_a_court_let_go_on_and_what_was_quashed_counts_for_nothing() -> None:
    person = registered_person()
    order = impose(person, Kind.INTERIM_SUSPENSION, MARCH, CAP, source="IO-2027-0001")
    with acting(user=system_user()):
        Restriction.objects.filter(pk=order.pk).update(superseded_at=MARCH, superseded_xid=1)
        longer = {"during": period(MARCH, CAP + timedelta(days=200)), "extended_from": CAP}
        values = {field.attname: getattr(order, field.attname) for field in Restriction._meta.concrete_fields[1:]}
        Restriction.objects.create(**values | longer)
    settle()
    with pytest.raises(IntegrityError, match="restriction_interim_is_of_a_matter"), transaction.atomic():
        impose(person, Kind.SUSPENSION, MARCH, CAP, source="CC-2027-0001")
