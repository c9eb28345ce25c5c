"""What is committed is sealed once, whoever else writes or seals; and nobody chooses what the ledger goes by."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.errors import InsufficientPrivilege

from config import env
from kernel import ledger
from kernel.history import acting, sync
from kernel.ledger import flow, rows, sealer
from kernel.models import AccessEvent, LedgerFormat, LedgerHead, LedgerLeaf
from kernel.queries import system_user_id
from tests import database
from tests.kernel.ledger.conftest import superuser, write
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[False, True], ids=["by index", "by sweep"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As few fresh rows are looked up, and as many are, by several processes of PostgreSQL."""
    if request.param:
        monkeypatch.setattr(rows, "MANY", 1)
        monkeypatch.setattr(sealer, "A_PAGE", 0)


def note(reference: str) -> int:
    with acting(user=system_user_id()):
        event = AccessEvent.objects.create(
            user_id=system_user_id(), permission="any", noun="n", reference=reference, allowed=True, request_id=""
        )
    return int(event.pk)


def sealed() -> list[str]:
    """The keys of sealed access events, in order of position."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.row FROM kernel_ledgerleaf l JOIN kernel_ledgerformat f USING (covered, version) "
            "WHERE f.\"table\" = 'kernel_accessevent' ORDER BY l.position"
        )
        return [row for (row,) in cursor.fetchall()]


@pytest.mark.usefixtures("way")
def test_a_row_whose_transaction_ends_late_comes_after_what_was_sealed_meanwhile() -> None:
    started, passed = threading.Event(), threading.Event()
    late: list[int] = []

    def long() -> None:
        with transaction.atomic():
            late.append(note("late"))
            started.set()
            assert passed.wait(20)

    def meanwhile() -> None:
        assert started.wait(20)
        keys = [note("early")]
        ledger.seal()
        keys.append(note("next"))
        ledger.seal()
        assert sealed() == [str(key) for key in keys]
        passed.set()

    at_once(long, meanwhile)
    before = sealed()
    ledger.seal()
    assert sealed() == [*before, str(late[0])]
    assert ledger.seal() == 0


@pytest.mark.usefixtures("way")
def test_writers_with_rollbacks_and_several_sealers_miss_and_repeat_nothing() -> None:
    kept: list[int] = []
    stop = threading.Event()

    def writer() -> None:
        for number in range(40):
            with transaction.atomic():
                if number % 4:
                    kept.append(note("kept"))
                with transaction.atomic():
                    note("undone")
                    transaction.set_rollback(True)
                transaction.set_rollback(number % 4 == 0)

    def sealing() -> None:
        while not stop.is_set():
            ledger.seal()

    def writers() -> None:
        at_once(writer, writer, writer)
        stop.set()

    at_once(writers, sealing, sealing)
    ledger.seal()
    assert sorted(sealed(), key=int) == [str(key) for key in sorted(kept)]
    assert ledger.verify().ok


def test_one_pass_looks_up_the_few_rows_of_one_table_and_sweeps_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MANY", 3)
    monkeypatch.setattr(sealer, "A_PAGE", 0)
    for _ in range(2):
        write(4)
        keys = [str(note("x")) for _ in range(4)]
        ledger.seal()
        assert sealed()[-4:] == keys
    assert ledger.verify().ok


def test_a_pass_that_is_killed_leaves_nothing_and_the_next_does_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [str(note("x")) for _ in range(3)]

    def killed(*args: Any) -> None:
        with superuser() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND query LIKE '%%kernel_ledger%%' AND pid <> pg_backend_pid()"
            )

    with monkeypatch.context() as patch:
        patch.setattr("kernel.ledger.sealer._insert_head", killed)
        with pytest.raises(Exception, match=r"terminat|closed"):
            ledger.seal()
    connection.close()
    assert (LedgerHead.objects.count(), sealed()) == (0, [])
    ledger.seal()
    assert sealed() == keys


def test_leaves_that_stop_coming_half_way_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MANY", 1)
    monkeypatch.setattr(sealer, "A_PAGE", 0)
    keys = [str(note("x")) for _ in range(3)]
    took: list[bytes] = []

    def cut_short(to: Any, row: bytes) -> int:
        took.append(row)
        if len(took) == 2:
            raise OSError("the session beside is gone")
        return written(to, row)

    with monkeypatch.context() as patch:
        written = flow.Flow.write
        patch.setattr(flow.Flow, "write", cut_short)
        with pytest.raises(Exception, match="the session beside is gone"):
            ledger.seal()
    assert (LedgerHead.objects.count(), sealed()) == (0, [])
    ledger.seal()
    assert sorted(sealed(), key=int) == keys


@pytest.mark.usefixtures("way")
def test_sealing_refuses_to_be_part_of_a_transaction_and_another_database() -> None:
    with transaction.atomic(), pytest.raises(ledger.CannotSeal):
        ledger.seal()
    write(1)
    ledger.seal()
    with superuser("kernel_ledgerera") as cursor:
        cursor.execute("UPDATE kernel_ledgerera SET system = system - 1")
    write(1)
    with pytest.raises(ledger.CannotSeal, match="new era"):
        ledger.seal()
    with database.as_owner():
        assert ledger.new_era(reason="Restored for this test") == 2
    last = note("in the new era")
    assert ledger.seal() > 0
    assert sealed()[-1] == str(last)
    assert (LedgerHead.objects.latest("size").era, ledger.seal()) == (2, 0)
    assert ledger.verify().ok


def test_rows_stay_good_under_the_format_that_they_were_sealed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column becomes personal: later rows commit to it, earlier ones hold it in clear."""
    note("before")
    ledger.seal()
    monkeypatch.setattr(AccessEvent, "personal", ("reference",))
    with database.as_owner():
        sync()
    note("after")
    ledger.seal()
    versions = LedgerFormat.objects.filter(table="kernel_accessevent").order_by("version")
    assert [(each.version, "reference" in each.open) for each in versions] == [(1, True), (2, False)]
    assert sorted({*LedgerLeaf.objects.values_list("version", flat=True)}) == [1, 2]
    before, after = [line for line in ledger.lines() if line.startswith('["kernel_accessevent"')]
    assert "before" in before
    assert "after" not in after
    assert ledger.verify().ok
    with superuser("kernel_accessevent") as cursor:
        cursor.execute("UPDATE kernel_accessevent SET reference = 'x' WHERE reference = 'before'")
    assert ledger.verify().reason == "the row or its leaf was changed"


HIDE = """INSERT INTO kernel_ledgerhead (size, previous, root, era, snapshot, peaks, at, key_id, signature)
    SELECT size + 1, size, root, era, '999999999:999999999:', peaks, now(), key_id, signature
    FROM kernel_ledgerhead ORDER BY size DESC LIMIT 1"""


def test_a_head_that_the_runtime_role_adds_to_hide_what_follows_stops_the_sealer_and_is_told() -> None:
    note("before")
    ledger.seal()
    ledger.write_checkpoint()
    with as_runtime() as cursor:
        cursor.execute(HIDE)
    note("after")
    with pytest.raises(ledger.CannotSeal, match="not signed"):
        ledger.seal()
    assert any("not signed" in each for each in ledger.complaints(at=timezone.now()))
    assert not ledger.verify().ok


CHOOSE = {
    "the salt": "INSERT INTO kernel_accessevent (ledger_salt) VALUES (gen_random_uuid())",
    "the transaction": "INSERT INTO kernel_accessevent (ledger_xid) VALUES ('3')",
    "the era": "INSERT INTO kernel_accessevent (ledger_era) VALUES (1)",
    "a salt away": "UPDATE kernel_accessevent SET ledger_salt = NULL",
    "another leaf": "UPDATE kernel_ledgerleaf SET leaf = ''",
    "no leaf": "DELETE FROM kernel_ledgerleaf",
    "another head": "UPDATE kernel_ledgerhead SET root = ''",
    "no head": "DELETE FROM kernel_ledgerhead",
    "another node": "UPDATE kernel_ledgernode SET hash = ''",
    "another format": "INSERT INTO kernel_ledgerformat DEFAULT VALUES",
    "another era": "INSERT INTO kernel_ledgerera DEFAULT VALUES",
    "a new era": "SELECT ledger_new_era('x')",
    "a tombstone": "INSERT INTO kernel_erasure DEFAULT VALUES",
    "to erase": "SELECT ledger_erase('kernel_accessevent', NULL, '{1}', 'x', 'x')",
}


@contextlib.contextmanager
def as_runtime() -> Iterator[Any]:
    """A session of the runtime role's own, as somebody has who got into the web process by its statements."""
    login = env.database(settings.RUNTIME_URL)
    session = psycopg2.connect(
        host=login["HOST"], port=login["PORT"] or None, user=login["USER"], password=login["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    )  # fmt: skip
    try:
        with session, session.cursor() as cursor:
            yield cursor
    finally:
        session.close()


def test_the_runtime_role_cannot_choose_what_the_ledger_goes_by(transactional_db: None) -> None:
    allowed = []
    for chosen, sql in CHOOSE.items():
        with contextlib.suppress(InsufficientPrivilege), as_runtime() as cursor:
            cursor.execute(sql)
            allowed.append(chosen)
    assert allowed == []
