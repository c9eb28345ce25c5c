"""What PostgreSQL holds true of facts, whoever writes them and by whatever means."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from kernel.history import acting
from kernel.models import CurrentXid
from kernel.queries import system_user
from register import actions
from register.models import BirthDate, Name, Post, Registration, Restriction, period
from register.rules import Kind
from tests.factories.kernel import organisation
from tests.factories.register import person, post_of, registered_person, restricted

JAN, FEB, MAR, APR = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3, 4))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_systems_name(db: None) -> Any:
    with acting(user=system_user(), reason="test"):
        yield


def refused(*, match: str = "") -> Any:
    return pytest.raises(IntegrityError, match=match)


def again(fact: Any, **changes: Any) -> Any:
    """Record the same fact a second time, changed, past every action."""
    columns = {f.attname: getattr(fact, f.attname) for f in fact._meta.concrete_fields if f.editable and f.name != "id"}
    with transaction.atomic():
        return type(fact).objects.create(**{**columns, **changes})


def test_nobody_has_two_legal_names_dates_of_birth_or_registrations_at_one_time() -> None:
    someone = registered_person()
    for fact in (someone.names.get(), someone.birth_dates.get(), someone.registrations.get()):
        with refused(match="one_at_a_time"):
            again(fact, during=period(JAN, None))


def test_aliases_may_overlap_and_legal_names_may_follow_on_each_other() -> None:
    name = person().names.get()
    again(name, kind="alias", family_name="Mensah")
    again(name, kind="alias", family_name="Mensah")
    name.person.names.filter(pk=name.pk).update(superseded_at=Now(), superseded_xid=CurrentXid())
    again(name, during=period(None, FEB))
    again(name, during=period(FEB, None))
    assert name.person.names.current().filter(kind="legal").count() == 2


def test_a_post_is_held_once_at_a_time_by_person_organisation_and_title() -> None:
    first, second = organisation(), organisation()
    post = post_of(person(), first)
    with refused(match="post_one_at_a_time"):
        again(post, title="Chief  Executive", during=period(MAR, APR))
    again(post, organisation_id=second.pk)
    again(post, title_key="chair")


def test_restrictions_are_one_at_a_time_by_person_kind_and_source() -> None:
    bar = restricted(person(), at=JAN)
    with refused(match="restriction_one_at_a_time"):
        again(bar, during=period(FEB, MAR))
    again(bar, source="BAR-2026-0002")
    again(bar, kind=Kind.CONDITIONS)


@pytest.mark.parametrize(
    "during",
    ["empty", "[2026-02-01,2026-02-01)", "(2026-02-01,2026-03-01)", "[2026-02-01,2026-03-01]", "[2026-02-01,infinity)"],
)
def test_a_period_is_half_open_not_empty_and_has_no_end_rather_than_infinity(during: str) -> None:
    name = person().names.get()
    with refused(match="name_period_is_half_open|name_bounds_are_instants"):
        again(name, kind="alias", during=during)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"kind": "banishment"}, "restriction_kind_is_known"),
        ({"tiers": []}, "restriction_tiers_are_known"),
        ({"tiers": ["king"]}, "restriction_tiers_are_known"),
        ({"organisation_classes": []}, "restriction_classes_are_known"),
        ({"organisation_classes": ["all", "nhs_trust"]}, "restriction_classes_are_known"),
        ({"served_at": datetime(2025, 12, 31, tzinfo=UTC)}, "restriction_served_when_decided"),
        ({"during": period(None, FEB)}, "restriction_has_beginning|restriction_begins_when_decided"),
        ({"source": ""}, "restriction_has_source"),
    ],
)
def test_a_restriction_says_what_of_whom_from_when_and_by_what(changes: dict[str, Any], constraint: str) -> None:
    bar = restricted(person(), at=JAN)
    with refused(match=constraint):
        again(bar, **{"source": "BAR-2026-0002", **changes})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_name SET family_name = 'Changed'",
        "UPDATE register_name SET family_name = 'Changed', superseded_at = now(), superseded_xid = '7'",
        "UPDATE register_name SET recorded_at = now()",
        "UPDATE register_name SET during = '[2026-01-01,)'",
    ],
)
def test_nothing_of_a_fact_changes_but_that_it_is_superseded(statement: str) -> None:
    person()
    with refused(match="superseded once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_superseded_fact_never_comes_back_and_no_fact_is_deleted() -> None:
    name = person().names.get()
    rows = Name.objects.filter(pk=name.pk)
    rows.update(superseded_at=Now(), superseded_xid=CurrentXid())
    for changes in ({"superseded_at": None, "superseded_xid": None}, {"superseded_at": Now(), "superseded_xid": 1}):
        with refused(match="superseded once"), transaction.atomic():
            rows.update(**changes)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.delete()


def test_the_times_of_recording_are_the_databases_own_whatever_is_sent() -> None:
    name = person().names.get()
    forged = again(name, kind="alias", recorded_at=JAN, recorded_xid=3)
    forged.refresh_from_db()
    assert forged.recorded_at > datetime(2026, 6, 1, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        assert cursor.fetchone() == (str(forged.recorded_xid),)
    with refused(match="current when it is recorded"):
        again(name, kind="alias", superseded_at=JAN, superseded_xid=3)


def test_the_owner_of_the_tables_is_refused_too(as_owner: Any) -> None:
    BirthDate.objects.filter(person=person()).get()
    with as_owner() as cursor, refused(match="never deleted"), transaction.atomic():
        cursor.execute("DELETE FROM register_birthdate")


def test_words_outside_the_lists_are_refused() -> None:
    someone = registered_person()
    post_of(someone, organisation())
    for fact, changes in (
        (Registration.objects.get(person=someone), {"status": "removed", "during": period(JAN, FEB)}),
        (Post.objects.get(person=someone), {"tier": "king", "title_key": "king"}),
        (Post.objects.get(person=someone), {"reports_to_id": someone.pk, "title_key": "own"}),
        (Name.objects.get(person=someone), {"kind": "alias", "given_key": ""}),
    ):
        with refused(match="is_known|to_oneself|has_letters"):
            again(fact, **changes)
    assert Restriction.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_between_a_fact_and_the_one_in_its_place_there_is_no_instant_at_which_neither_is_known() -> None:
    somebody, born = registered_person(), date(1970, 1, 1)
    actions.correct_birth_date(
        person=somebody, date_of_birth=born, reason="A slip", by=system_user(), at=timezone.now()
    )
    old, new = BirthDate.objects.filter(person=somebody).order_by("pk")
    assert old.recorded_at < old.superseded_at == new.recorded_at


@pytest.mark.parametrize("forged", ["2020-01-01", "2100-01-01", "infinity", "yesterday", "x"])
def test_nobody_chooses_when_a_fact_was_recorded(forged: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('register.recording_at', %s, true), clock_timestamp()", [forged])
        began = cursor.fetchone()[1]
    somebody = registered_person()
    assert began <= BirthDate.objects.get(person=somebody).recorded_at <= timezone.now()
