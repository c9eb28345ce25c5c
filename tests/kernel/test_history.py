"""Whatever way a record is written, its history says what it became, who did it, when, why and for whom."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from io import StringIO

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F

from kernel.history import acting
from kernel.models import Organisation, User, UserRole
from kernel.queries import system_user
from tests.factories.kernel import organisation, user_with

AsOwner = Callable[[], AbstractContextManager[CursorWrapper]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return user_with("caseworker")


@pytest.fixture(autouse=True)
def actor(officer: User, db: None) -> Iterator[None]:
    with acting(user=officer, reason="because", on_behalf_of=system_user(), request_id="request-1"):
        yield


def trusts(count: int) -> list[Organisation]:
    rows = (Organisation(code=f"ZZ{n}", name=f"Trust {n}", organisation_class="nhs_trust") for n in range(count))
    return Organisation.objects.bulk_create(rows)


def kinds(code: str) -> str:
    rows = Organisation.history.filter(code=code).order_by("history_id")
    return "".join(rows.values_list("history_type", flat=True))


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_row_of_history_says_who_when_why_and_for_whom(officer: User) -> None:
    trust = organisation()
    trust.name = "Renamed"
    trust.save()
    row = trust.history.first()
    assert (row.history_type, row.name) == ("~", "Renamed")
    assert (row.history_user, row.history_change_reason) == (officer, "because")
    assert (row.on_behalf_of, row.request_id) == (system_user(), "request-1")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_xid = pg_current_xact_id(), clock_timestamp() "
            "FROM kernel_historicalorganisation WHERE history_id = %s",
            [row.pk],
        )
        is_this_transaction, now = cursor.fetchone()
    assert is_this_transaction
    assert (now - row.history_date).total_seconds() < 5


def test_the_readers_of_history_work() -> None:
    trust = trusts(1)[0]
    trust.name = "Renamed"
    trust.save()
    last = trust.history.first()
    assert last.diff_against(last.prev_record).changed_fields == ["name"]
    assert Organisation.history.as_of(last.prev_record.history_date).get(code="ZZ0").name == "Trust 0"
    assert (last.next_record, last.instance.name, trust.history.most_recent().name) == (None, "Renamed", "Renamed")


def test_bulk_writes_are_kept_row_by_row() -> None:
    made = trusts(3)
    for trust in made:
        trust.region = "North"
    Organisation.objects.bulk_update(made, ["region"])
    Organisation.objects.filter(code__startswith="ZZ").update(region=F("code"))
    fresh = [Organisation(code="ZZ0", name="Again", organisation_class="other"), Organisation(code="ZZ9", name="New")]
    fresh[1].organisation_class = "other"
    Organisation.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["code"], update_fields=["name"])
    Organisation.objects.bulk_create([Organisation(code="ZZ9", organisation_class="other")], ignore_conflicts=True)
    assert [kinds(code) for code in ("ZZ0", "ZZ1", "ZZ2", "ZZ9")] == ["+~~~", "+~~", "+~~", "+"]
    assert Organisation.history.filter(code="ZZ0").latest().name == "Again"


def test_raw_sql_is_kept_whatever_its_form() -> None:
    trusts(2)
    run("UPDATE kernel_organisation SET region = 'a' WHERE code = 'ZZ0'")
    run("WITH x AS (UPDATE kernel_organisation SET region = 'b' WHERE code = 'ZZ0' RETURNING id) SELECT * FROM x")
    run(
        "MERGE INTO kernel_organisation o USING (VALUES ('ZZ0'), ('ZZ7')) v (code) ON o.code = v.code "
        "WHEN MATCHED THEN UPDATE SET region = 'c' WHEN NOT MATCHED THEN INSERT "
        "(code, name, organisation_class, region, integrated_care_board, address, postcode) "
        "VALUES (v.code, 'n', 'other', '', '', '', '')"
    )
    line = "ZZ8\tName\tother\t\t\t\t\n"
    with connection.cursor() as cursor:
        columns = "code, name, organisation_class, region, integrated_care_board, address, postcode"
        cursor.copy_expert(f"COPY kernel_organisation ({columns}) FROM STDIN", StringIO(line))
    assert [kinds(code) for code in ("ZZ0", "ZZ1", "ZZ7", "ZZ8")] == ["+~~~", "+", "+", "+"]


def test_a_deletion_is_kept_and_so_is_one_that_the_database_cascades(officer: User, as_owner: AsOwner) -> None:
    role = UserRole.objects.get(user=officer)
    role.delete()
    assert UserRole.history.filter(role="caseworker", history_type="-").get().user_id == officer.pk
    other = user_with("registrar")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with as_owner() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conname LIKE 'kernel_userrole_user_id%%'"
        )
        (name,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE kernel_userrole DROP CONSTRAINT {name}")
        cursor.execute("ALTER TABLE kernel_userrole ADD FOREIGN KEY (user_id) REFERENCES kernel_user ON DELETE CASCADE")
        cursor.execute("DELETE FROM kernel_user WHERE id = %s", [other.pk])
    gone = UserRole.history.get(user_id=other.pk, history_type="-")
    assert (gone.history_user, gone.history_change_reason) == (officer, "because")
    assert User.history.filter(id=other.pk, history_type="-").count() == 1


def test_a_savepoint_rolled_back_leaves_no_row_and_the_actor_before_it(officer: User) -> None:
    trusts(1)
    other = user_with("registrar")
    with pytest.raises(IntegrityError), transaction.atomic(), acting(user=other, reason="inner"):
        trusts(2)
    with pytest.raises(IntegrityError), acting(user=other), transaction.atomic():
        trusts(2)
    Organisation.objects.update(region="after")
    rows = Organisation.history.filter(code="ZZ0").order_by("history_id")
    assert list(rows.values_list("history_type", "history_user")) == [("+", officer.pk), ("~", officer.pk)]
    assert kinds("ZZ1") == ""


def test_any_text_is_a_reason() -> None:
    with acting(reason="it's a \\ 'quote'; -- %s ☃ \0\ud800"):
        trusts(1)
    assert Organisation.history.get(code="ZZ0").history_change_reason == "it's a \\ 'quote'; -- %s ☃ ?"


@pytest.mark.parametrize("nobody", [None, 999_999_999, lambda: None])
def test_a_write_without_a_known_actor_is_refused(nobody: int | None) -> None:
    trusts(1)
    with acting(user=nobody), pytest.raises(DatabaseError, match="without an actor"), transaction.atomic():
        Organisation.objects.update(region="x")
    assert kinds("ZZ0") == "+"


def test_the_password_is_nowhere_in_history(officer: User) -> None:
    officer.set_password("correct horse battery staple")
    officer.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_historicaluser h WHERE h::text LIKE '%%argon2%%'")
        assert cursor.fetchone() == (0,)
    assert officer.history.count() == 2


def test_asking_who_acts_may_itself_begin_a_transaction(officer: User) -> None:
    def signed_in() -> User:
        with transaction.atomic(), acting(request_id="session"):
            return officer

    with acting(user=signed_in):
        trusts(1)
    assert Organisation.history.get(code="ZZ0").history_user == officer


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_a_transaction_is_refused(officer: User) -> None:
    with pytest.raises(DatabaseError, match="without an actor"):
        run("UPDATE kernel_user SET name = 'x'")
    assert not User.objects.filter(name="x").exists()


@pytest.mark.django_db(transaction=True)
def test_the_actor_of_one_transaction_is_not_that_of_the_next_on_the_same_connection(officer: User) -> None:
    def settings() -> tuple[int, str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('app.actor'), current_setting('app.reason')")
            pid, user, reason = cursor.fetchone()
            return pid, user, reason

    with transaction.atomic():
        pid, *mine = settings()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = 1 / 0
    assert mine == [str(officer.pk), "because"]
    assert settings() == (pid, "", "")
    with acting(user=None, reason=""), transaction.atomic():
        assert settings() == (pid, "", "")


@pytest.mark.django_db(transaction=True)
def test_an_error_passed_over_is_not_taken_for_a_commit() -> None:
    @transaction.atomic
    def careless() -> None:
        trusts(1)
        with suppress(DatabaseError):
            run("SELECT 1 / 0")

    with pytest.raises(InternalError, match="passed over"):
        careless()
    assert kinds("ZZ0") == ""
    with transaction.atomic():
        trusts(1)
    assert kinds("ZZ0") == "+"
