"""Erasure blanks rows and history and leaves the log whole; what is put back afterwards is found."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kernel import ledger
from kernel.history import acting
from kernel.models import AppendOnly, Erasure, LedgerFormat, LedgerLeaf, Organisation, OutboxMessage, User
from kernel.queries import system_user_id
from register.models import BirthDate, Fact, Person
from tests import database
from tests.factories.erasing import erase
from tests.factories.kernel import user_with
from tests.factories.register import registered_person
from tests.kernel.ledger import stranger
from tests.kernel.ledger.conftest import superuser
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zebedee Quillfeather"


def account() -> User:
    user = user_with("auditor", name=CANARY)
    with acting(user=system_user_id(), reason=f"{CANARY} asked"), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="quillfeather@example.test")
    return user


def canaries() -> list[str]:
    """Tables in which the erased name is still to be read."""
    with database.as_owner() as cursor:
        cursor.execute(database.TABLES)
        found = []
        for table, _columns in cursor.fetchall():
            cursor.execute(f"SELECT '{table}' FROM public.{table} r WHERE r::text ILIKE '%quillfeather%' LIMIT 1")
            found += [name for (name,) in cursor.fetchall()]
    return found


@pytest.mark.parametrize("is_sealed", [True, False])
def test_an_erased_record_is_blank_in_row_and_history_and_the_log_still_holds(is_sealed: bool) -> None:
    user = account()
    if is_sealed:
        ledger.seal()
    checkpoint = ledger.write_checkpoint() if is_sealed else None
    assert canaries()
    past = User.history.filter(id=user.pk).count()
    assert erase(User, user.pk) == 1 + past
    assert canaries() == []
    ledger.seal()
    report = ledger.verify(checkpoint=checkpoint)
    assert (report.ok, report.erased, report.reason) == (True, past, None)
    newest = User.history.filter(id=user.pk).first()
    assert (newest.name, newest.history_change_reason) == ("erased", "Erasure")
    assert [set(each.rows) for each in Erasure.objects.filter(table="kernel_user")] == [{str(user.pk)}]


def test_facts_that_are_never_changed_are_erased_and_two_persons_do_not_collide() -> None:
    with acting(user=system_user_id()):
        people = [registered_person(family_name="Quillfeather", email=f"quillfeather{n}@x.test") for n in range(2)]
    ledger.seal()
    related: set[Any] = {relation.related_model for relation in Person._meta.related_objects}
    for model in [each for each in related if issubclass(each, Fact)]:
        if keys := model.objects.filter(person__in=people).values_list("pk", flat=True):
            erase(model, *keys)
    ledger.seal()
    assert canaries() == []
    assert set(BirthDate.objects.values_list("date_of_birth", flat=True)) == {date(1900, 1, 1)}
    assert ledger.verify().ok
    with pytest.raises(DatabaseError, match="superseded once"), acting(user=system_user_id()):
        BirthDate.objects.update(date_of_birth=date(1974, 3, 9))


def test_a_row_only_added_to_is_erased_and_others_stay() -> None:
    messages = [OutboxMessage.objects.create(to="q@example.test", subject="s", sealed_body=CANARY) for _ in range(2)]
    ledger.seal()
    assert erase(OutboxMessage, messages[0].pk) == 1
    ledger.seal()
    assert [each.sealed_body for each in OutboxMessage.objects.order_by("sealed_body")] == [CANARY, "erased"]
    assert (ledger.verify().ok, ledger.verify().erased) == (True, 1)


PUT_BACK = {
    "data": "UPDATE kernel_historicaluser SET name = 'Zebedee' WHERE history_id = {}",
    "a salt": "UPDATE kernel_historicaluser SET ledger_salt = gen_random_uuid() WHERE history_id = {}",
    "something open": "UPDATE kernel_historicaluser SET is_active = NOT is_active WHERE history_id = {}",
}


@pytest.mark.parametrize("sql", PUT_BACK.values(), ids=PUT_BACK)
def test_what_is_put_back_or_changed_after_an_erasure_is_found(sql: str) -> None:
    user = account()
    ledger.seal()
    first = User.history.filter(id=user.pk).earliest("history_id").history_id
    erase(User, user.pk)
    ledger.seal()
    with superuser("kernel_historicaluser") as cursor:
        cursor.execute(sql.format(first))
    report = ledger.verify()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.position FROM kernel_ledgerleaf l JOIN kernel_ledgerformat f USING (covered, version) "
            "WHERE f.\"table\" = 'kernel_historicaluser' AND l.row = %s",
            [str(first)],
        )
        assert cursor.fetchone() == (report.first_bad_position,)
    assert not report.ok


def test_a_row_put_back_as_it_was_before_its_erasure_is_found() -> None:
    user = account()
    ledger.seal()
    first = User.history.filter(id=user.pk).earliest("history_id").history_id
    with superuser("kernel_historicaluser") as cursor:
        cursor.execute(f"CREATE TABLE kept AS SELECT * FROM kernel_historicaluser WHERE history_id = {first}")
    erase(User, user.pk)
    ledger.seal()
    with superuser("kernel_historicaluser") as cursor:
        cursor.execute(f"DELETE FROM kernel_historicaluser WHERE history_id = {first}")
        cursor.execute("INSERT INTO kernel_historicaluser SELECT * FROM kept; DROP TABLE kept")
    assert ledger.verify().reason == "erased, and yet its salt is there"  # its leaf and commitment are right again


def leaves_of_user() -> list[LedgerLeaf]:
    covered = LedgerFormat.objects.filter(table="kernel_historicaluser").values("covered")
    return list(LedgerLeaf.objects.filter(covered__in=covered).order_by("position"))


PUT_INTO_UNSEALED = {
    "data": ("SET name = 'Zebedee'", "erased, and yet personal columns are there"),
    "a salt": ("SET ledger_salt = gen_random_uuid()", "a personal column or the salt was changed"),
}


@pytest.mark.parametrize(("sql", "reason"), PUT_INTO_UNSEALED.values(), ids=PUT_INTO_UNSEALED)
def test_a_row_erased_before_it_was_sealed_commits_to_nothing_and_is_held_to_it(sql: str, reason: str) -> None:
    user = account()
    past = sorted(User.history.filter(id=user.pk).values_list("history_id", flat=True))
    erase(User, user.pk)
    ledger.seal()
    leaves = {int(leaf.row): leaf for leaf in leaves_of_user()}
    assert [bytes(leaves[key].commitment) for key in past] == [b""] * len(past)
    lines = list(ledger.lines())
    assert [json.loads(lines[leaves[key].position])[-1] for key in past] == [""] * len(past)
    for key in past:
        assert stranger.leaf_hash(lines[leaves[key].position]) == bytes(leaves[key].leaf)
    with superuser("kernel_historicaluser") as cursor:
        cursor.execute(f"UPDATE kernel_historicaluser {sql} WHERE history_id = {past[-1]}")
    report = ledger.verify()
    assert (report.first_bad_position, report.reason) == (leaves[past[-1]].position, reason)


def test_a_leaf_that_was_made_to_name_no_row_is_found_also_among_erased_ones() -> None:
    user = account()
    ledger.seal()
    erase(User, user.pk)
    ledger.seal()
    leaf = leaves_of_user()[-1]
    with superuser("kernel_ledgerleaf") as cursor:
        cursor.execute(f"UPDATE kernel_ledgerleaf SET row = 'none' WHERE position = {leaf.position}")
    assert ledger.verify().first_bad_position == leaf.position


def test_erasure_beside_sealing_and_a_change_of_the_same_row_loses_neither() -> None:
    user = account()
    go_on = []

    def erasing() -> None:
        erase(User, user.pk)
        go_on.append(True)

    def changing() -> None:
        with acting(user=system_user_id()), transaction.atomic():
            User.objects.filter(pk=user.pk).update(is_active=False)

    def sealing() -> None:
        while not go_on:
            ledger.seal()

    at_once(erasing, changing, sealing)
    ledger.seal()
    assert canaries() == []
    assert ledger.verify().ok


def test_erasure_is_all_or_nothing_and_names_its_grounds() -> None:
    user = account()
    with pytest.raises(DatabaseError, match="only 1 of 2 rows"):
        erase(User, user.pk, 987654)
    with pytest.raises(DatabaseError, match="erasure_has_grounds"), database.as_owner():
        ledger.erase(model=User, keys=[user.pk], reason="", authority="x")
    assert canaries()
    assert not Erasure.objects.exists()


def test_every_personal_column_has_a_blank_that_its_table_takes() -> None:
    from kernel.db.coverage import covered

    with connection.cursor() as cursor:
        for each in covered():
            for name in each.personal:
                cursor.execute("SELECT ledger_blank(%s::regclass, %s)", [f"public.{each.table}", name])
                (blank,) = cursor.fetchone()
                cursor.execute(f"SELECT {blank} FROM {each.table} LIMIT 0")


def test_the_guards_let_nothing_but_an_erasure_through() -> None:
    place = Organisation.objects.first()
    assert place is None or not isinstance(place, AppendOnly)
    with pytest.raises(DatabaseError, match="never changed or removed"), database.as_owner() as cursor:
        cursor.execute("UPDATE kernel_historicaluser SET name = 'x'")
