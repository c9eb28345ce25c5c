"""Whatever a superuser changes is found and placed, given the last checkpoint. At random places of a small log."""

import dataclasses
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kernel import ledger, signatures
from kernel.ledger.heads import head_of
from kernel.models import LedgerHead, LedgerLeaf
from tests.kernel.ledger.conftest import superuser, write

pytestmark = pytest.mark.django_db(transaction=True)
EVENTS, PLACES = "kernel_accessevent", "kernel_historicalorganisation"
EVENT = "user_id, act, permission, reference, allowed, outside_work, reason, asked, found, request_id"
LOG = ("kernel_ledgerleaf", "kernel_ledgerhead", "kernel_ledgernode")
CHANCE = random.Random()


@dataclass
class Log:
    """A log of several heads, and a checkpoint of the last but one."""

    sizes: list[int]
    checkpoint: ledger.Checkpoint

    def position(self, table: str) -> tuple[int, str]:
        """A random sealed row of a table that the checkpoint covers: its position and key."""
        found = LedgerLeaf.objects.filter(position__lt=self.sizes[-2]).extra(
            where=['covered = (SELECT covered FROM kernel_ledgerformat WHERE "table" = %s LIMIT 1)'], params=[table]
        )
        leaf = CHANCE.choice(list(found))
        return leaf.position, leaf.row


@pytest.fixture
def log() -> Iterator[Log]:
    seed = CHANCE.randrange(10**9)
    CHANCE.seed(seed)
    print(f"seed {seed}")  # shown when the test fails
    for count in (3, 140, 5):
        write(count)
        ledger.seal()
    checkpoint = ledger.write_checkpoint()
    write(2)
    ledger.seal()
    sizes = list(LedgerHead.objects.order_by("size").values_list("size", flat=True))
    assert ledger.verify(checkpoint=checkpoint) == ledger.Report(True, sizes[-1], None, None, 0)
    yield Log(sizes, checkpoint)
    connection.close()


Tampering = Callable[[Any, Log], int]  # does it, and answers the first bad position


def change_open(cursor: Any, log: Log) -> int:
    position, key = log.position(EVENTS)
    cursor.execute(f"UPDATE {EVENTS} SET reference = 'y' WHERE id = {key}")
    return position


def change_actor(cursor: Any, log: Log) -> int:
    position, key = log.position(PLACES)
    cursor.execute(f"UPDATE {PLACES} SET history_user_id = 99 WHERE history_id = {key}")
    return position


def change_personal(cursor: Any, log: Log) -> int:
    position, key = log.position(PLACES)
    cursor.execute(f"UPDATE {PLACES} SET history_change_reason = 'another' WHERE history_id = {key}")
    return position


def change_salt(cursor: Any, log: Log) -> int:
    position, key = log.position(PLACES)
    cursor.execute(f"UPDATE {PLACES} SET ledger_salt = gen_random_uuid() WHERE history_id = {key}")
    return position


def destroy_salt(cursor: Any, log: Log) -> int:
    position, key = log.position(PLACES)
    cursor.execute(f"UPDATE {PLACES} SET ledger_salt = NULL, history_change_reason = 'erased' WHERE history_id = {key}")
    return position


def change_transaction(cursor: Any, log: Log) -> int:
    position, key = log.position(EVENTS)
    cursor.execute(f"UPDATE {EVENTS} SET ledger_xid = '3' WHERE id = {key}")
    return position


def delete_row(cursor: Any, log: Log) -> int:
    position, key = log.position(EVENTS)
    cursor.execute(f"DELETE FROM {EVENTS} WHERE id = {key}")
    return position


def delete_row_and_leaf(cursor: Any, log: Log) -> int:
    position = delete_row(cursor, log)
    cursor.execute(f"DELETE FROM kernel_ledgerleaf WHERE position = {position}")
    return position


def swap_contents(cursor: Any, log: Log) -> int:
    (one, first), (two, second) = log.position(EVENTS), log.position(EVENTS)
    if one == two:
        return swap_contents(cursor, log)
    cursor.execute(
        f"UPDATE {EVENTS} SET id = -1 WHERE id = {first}; UPDATE {EVENTS} SET id = {first} WHERE id = {second}"
    )
    cursor.execute(f"UPDATE {EVENTS} SET id = {second} WHERE id = -1")
    return min(one, two)


def swap_leaves(cursor: Any, log: Log) -> int:
    (one, _), (two, _) = log.position(EVENTS), log.position(PLACES)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET position = 1000000 WHERE position = {one}")
    cursor.execute(f"UPDATE kernel_ledgerleaf SET position = {one} WHERE position = {two}")
    cursor.execute(f"UPDATE kernel_ledgerleaf SET position = {two} WHERE position = 1000000")
    return min(one, two)


def insert_row(cursor: Any, log: Log) -> int:
    """Behind the sealer's back, under the number of a transaction that it has seen."""
    cursor.execute(
        f"INSERT INTO {EVENTS} ({EVENT}, noun, ledger_xid) SELECT {EVENT}, 'forged', ledger_xid FROM {EVENTS} "
        f"ORDER BY id DESC LIMIT 1"
    )
    return log.sizes[-1]


def insert_row_of_the_future(cursor: Any, log: Log) -> int:
    cursor.execute(
        f"INSERT INTO {EVENTS} ({EVENT}, noun, ledger_xid) SELECT {EVENT}, 'forged', '99999999' FROM {EVENTS} LIMIT 1"
    )
    return log.sizes[-1]


def insert_row_of_an_era_to_be(cursor: Any, log: Log) -> int:
    cursor.execute(
        f"INSERT INTO {EVENTS} ({EVENT}, noun, ledger_xid, ledger_era) "
        f"SELECT {EVENT}, 'forged', ledger_xid, 99 FROM {EVENTS} LIMIT 1"
    )
    return log.sizes[-1]


def rename_row_of_leaf(cursor: Any, log: Log) -> int:
    """To what is no key of that table."""
    position, _ = log.position(EVENTS)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET row = 'none' WHERE position = {position}")
    return position


def move_leaf_to_another_table(cursor: Any, log: Log) -> int:
    position, _ = log.position(EVENTS)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET covered = 999 WHERE position = {position}")
    return position


def cut_leaf_short(cursor: Any, log: Log) -> int:
    position, _ = log.position(EVENTS)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET leaf = '\\x00' WHERE position = {position}")
    return position


def change_leaf(cursor: Any, log: Log) -> int:
    position, _ = log.position(EVENTS)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET leaf = sha256(leaf) WHERE position = {position}")
    return position


def change_commitment(cursor: Any, log: Log) -> int:
    position, _ = log.position(PLACES)
    cursor.execute(f"UPDATE kernel_ledgerleaf SET commitment = sha256(leaf) WHERE position = {position}")
    return position


def change_node(cursor: Any, log: Log) -> int:
    cursor.execute("UPDATE kernel_ledgernode SET hash = sha256(hash) WHERE level = 8 AND place = 0")
    return 0


def add_node(cursor: Any, log: Log) -> int:
    """Over more leaves than there are."""
    cursor.execute("INSERT INTO kernel_ledgernode (level, place, hash) VALUES (16, 0, %s)", [bytes(32)])
    return 0


def drop_node(cursor: Any, log: Log) -> int:
    cursor.execute("DELETE FROM kernel_ledgernode WHERE level = 8 AND place = 0")
    return 0


def change_peaks(cursor: Any, log: Log) -> int:
    """From which the next pass would have gone on."""
    cursor.execute(f"UPDATE kernel_ledgerhead SET peaks = peaks || '\\x00' WHERE size = {log.sizes[1]}")
    return log.sizes[0]


def cut_tail(cursor: Any, log: Log) -> int:
    size = CHANCE.randrange(1, log.sizes[-2])
    cursor.execute(f"DELETE FROM kernel_ledgerleaf WHERE position >= {size}")
    cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size > {size}; DELETE FROM kernel_ledgernode")
    return size


def put_head_before_the_first(cursor: Any, log: Log) -> int:
    cursor.execute(f"UPDATE kernel_ledgerhead SET size = -1, previous = -2 WHERE size = {log.sizes[0]}")
    return 0


def drop_head(cursor: Any, log: Log) -> int:
    cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size = {log.sizes[1]}")
    return log.sizes[0]


def drop_last_heads(cursor: Any, log: Log) -> int:
    cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size > {log.sizes[1]}")
    return log.sizes[1]


def change_head(cursor: Any, log: Log) -> int:
    cursor.execute(f"UPDATE kernel_ledgerhead SET at = at - interval '1 day' WHERE size = {log.sizes[1]}")
    return log.sizes[0]


def sign_with_nothing(cursor: Any, log: Log) -> int:
    cursor.execute(f"UPDATE kernel_ledgerhead SET key_id = 'x' WHERE size = {log.sizes[2]}")
    return log.sizes[1]


def sign_another_root(cursor: Any, log: Log) -> int:
    sign_anew(cursor, dataclasses.replace(head(log.sizes[2]), root="00" * 32))
    return log.sizes[1]


def drop_the_checkpoints_head_and_sign_the_next(cursor: Any, log: Log) -> int:
    cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size = {log.sizes[-2]}")
    sign_anew(cursor, dataclasses.replace(head(log.sizes[-1]), previous=log.sizes[-3]))
    return log.sizes[-3]


def head(size: int) -> ledger.Head:
    return head_of(LedgerHead.objects.get(size=size))


def sign_anew(cursor: Any, changed: ledger.Head) -> None:
    """As somebody can who holds the key."""
    signature = signatures.sign(purpose="ledger", message=changed.message()).value
    change = "UPDATE kernel_ledgerhead SET root = %s, previous = %s, signature = %s WHERE size = %s"
    cursor.execute(change, [bytes.fromhex(changed.root), changed.previous, signature, changed.size])


def change_live_row(cursor: Any, log: Log) -> int:
    cursor.execute("UPDATE kernel_organisation SET region = 'Elsewhere' WHERE code = 'RX9'")
    return int(LedgerLeaf.objects.filter(covered__in=covered(PLACES)).latest("position").position)


def delete_live_row(cursor: Any, log: Log) -> int:
    cursor.execute("DELETE FROM kernel_organisation WHERE code = 'RX9'")
    return int(LedgerLeaf.objects.filter(covered__in=covered(PLACES)).latest("position").position)


def add_live_row(cursor: Any, log: Log) -> int:
    cursor.execute(
        "INSERT INTO kernel_organisation (code, name, organisation_class, region, integrated_care_board, address, "
        "postcode) VALUES ('ZZ1', 'Forged', 'other', '', '', '', '')"
    )
    return log.sizes[-1]


def covered(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT covered FROM kernel_ledgerformat WHERE "table" = %s', [table])
        return [number for (number,) in cursor.fetchall()]


KINDS = [each for each in list(globals().values()) if callable(each) and "log" in getattr(each, "__annotations__", {})]
TABLES = (EVENTS, PLACES, "kernel_organisation", *LOG)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is made good afterwards."""
    with superuser(*TABLES) as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE first_rows.good_{table} AS SELECT * FROM {table}")
    yield
    with superuser(*TABLES) as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM first_rows.good_{table}")
            cursor.execute(f"DROP TABLE first_rows.good_{table}")


def test_each_kind_of_change_by_a_superuser_is_found_and_placed(log: Log) -> None:
    wrong = {}
    for tamper in KINDS:
        with undone():
            with superuser(*TABLES) as cursor:
                position = tamper(cursor, log)
            report = ledger.verify(checkpoint=log.checkpoint)
        if (report.ok, report.first_bad_position) != (False, position):
            wrong[tamper.__name__] = (position, report)
    assert wrong == {}
    assert len(KINDS) > 20
    assert ledger.verify(checkpoint=log.checkpoint).ok


WITHOUT_CHECKPOINT = {
    "leaves cut": ("DELETE FROM kernel_ledgerleaf WHERE position >= {one}", "the log ends before its last head"),
    "a leaf gone": ("DELETE FROM kernel_ledgerleaf WHERE position = {one}", "a leaf is missing"),
    "heads cut": ("DELETE FROM kernel_ledgerhead WHERE size > {one}", "there are leaves after the last head"),
    "no head": ("DELETE FROM kernel_ledgerhead", "there are leaves after the last head"),
    "a head too many": (
        "INSERT INTO kernel_ledgerhead SELECT size + 9, size, root, era, snapshot, peaks, at, key_id, signature "
        "FROM kernel_ledgerhead ORDER BY size DESC LIMIT 1",
        "the log ends before its last head",
    ),
}


@pytest.mark.parametrize("kind", WITHOUT_CHECKPOINT)
def test_leaves_and_heads_must_end_together_also_where_no_checkpoint_was_kept(log: Log, kind: str) -> None:
    sql, reason = WITHOUT_CHECKPOINT[kind]
    one = log.sizes[-2]
    with superuser(*LOG) as cursor:
        cursor.execute(sql.format(one=one))
    report = ledger.verify()
    place = {"no head": 0, "a head too many": log.sizes[-1]}.get(kind, one)
    assert (report.ok, report.first_bad_position, report.reason) == (False, place, reason)


@pytest.mark.parametrize("with_hashes", [True, False])
def test_a_wholly_rewritten_and_newly_signed_log_is_found(log: Log, folder: Path, with_hashes: bool) -> None:
    """By somebody who holds the key: leaves, nodes and heads agree with the changed row and each other."""
    with superuser(EVENTS, PLACES, *LOG) as cursor:
        position = change_open(cursor, log)
        for table in LOG:
            cursor.execute(f"DELETE FROM {table}")
    ledger.seal()
    (folder / f"{log.checkpoint.head.size:015d}.json").unlink()
    assert ledger.verify().ok
    if not with_hashes:
        (folder / "leaf-hashes").unlink()
    report = ledger.verify(checkpoint=log.checkpoint)
    assert not report.ok
    assert report.first_bad_position is not None
    assert report.first_bad_position <= position
