"""Heads kept outside the database, and what a database that is behind them may still do: nothing that is a check."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config.home import health
from kernel import ledger, signatures
from kernel.history import acting
from kernel.ledger import soundness
from kernel.models import LedgerHead
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import program
from tests.factories.kernel import organisation, user_with
from tests.kernel.ledger import stranger
from tests.kernel.ledger.conftest import superuser, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each question looks for itself."""
    monkeypatch.setattr(soundness, "FRESH_FOR", 0.0)
    yield
    soundness._known = soundness._Known()


def command(*arguments: str) -> tuple[int, str]:
    output = StringIO()
    try:
        call_command("ledger", *arguments, stdout=output)
    except SystemExit as end:
        return int(end.code or 0), output.getvalue()
    except CommandError as fault:
        return fault.returncode, str(fault)
    return 0, output.getvalue()


def restore_an_older_copy(size: int) -> None:
    """The ledger's own tables as they were; what was sealed since is gone."""
    with superuser("kernel_ledgerleaf", "kernel_ledgerhead") as cursor:
        cursor.execute(f"DELETE FROM kernel_ledgerleaf WHERE position >= {size}")
        cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size > {size}")


def test_the_commands_say_what_the_contract_says(folder: Path) -> None:
    assert command("checkpoint")[0] == 1 or LedgerHead.objects.exists()
    write(3)
    status, said = command("checkpoint", "--json")
    head = json.loads(said)
    assert (status, head["size"]) == (0, LedgerHead.objects.latest("size").size)
    assert stranger.is_signed(head_in(folder), bytes.fromhex(head_in(folder)["public_key"]))
    lines = command("export")[1].splitlines()
    assert stranger.root([stranger.leaf_hash(line) for line in lines]).hex() == head["root"]
    good = {"ok": True, "size": head["size"], "first_bad_position": None, "reason": None, "erased": 0}
    assert [(code, json.loads(text)) for code, text in [command("verify")]] == [(0, good)]
    with superuser("kernel_accessevent") as cursor:
        cursor.execute("UPDATE kernel_accessevent SET reference = 'y'")
    status, said = command("verify", "--checkpoint", str(next(folder.glob("0*.json"))))
    assert (status, json.loads(said)["ok"]) == (1, False)


def head_in(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(max(folder.glob("0*.json")).read_text())
    return held


def test_a_file_that_is_no_checkpoint_or_was_changed_is_wrong_usage(folder: Path, tmp_path: Path) -> None:
    write(1)
    command("checkpoint")
    changed = head_in(folder) | {"size": 1}
    for text in (json.dumps(changed), "{}", "[]", "\0", '{"size": "x"}'):
        (tmp_path / "other.json").write_text(text)
        assert command("verify", "--checkpoint", str(tmp_path / "other.json"))[0] == 2
    assert command("verify", "--checkpoint", str(tmp_path / "none.json"))[0] == 2


def test_checkpoints_follow_each_other_and_keep_every_leaf_hash(folder: Path) -> None:
    for count in (2, 30, 4):
        write(count)
        ledger.seal()
        ledger.write_checkpoint()
    head = ledger.latest_head()
    assert head is not None
    hashes = (folder / "leaf-hashes").read_bytes()
    assert stranger.root([hashes[at : at + 32] for at in range(0, len(hashes), 32)]).hex() == head.root
    assert len(list(folder.glob("0*.json"))) == 3
    (folder / "leaf-hashes").write_bytes(hashes[:100])  # cut short; the next one makes it whole again
    write(1)
    ledger.seal()
    assert ledger.write_checkpoint().hashes() is not None


def test_due_work_writes_one_an_hour_and_only_of_something_new() -> None:
    write(1)
    ledger.seal()
    now = timezone.now()
    assert [ledger.write_due_checkpoint(at=now), ledger.write_due_checkpoint(at=now + timedelta(hours=2))] == [1, 0]
    write(1)
    ledger.seal()
    assert ledger.write_due_checkpoint(at=now + timedelta(minutes=30)) == 0
    assert ledger.write_due_checkpoint(at=now + timedelta(minutes=61)) == 1


def test_an_older_copy_answers_no_check_and_says_that_it_is_not_ready() -> None:
    write(2)
    ledger.seal()
    first = LedgerHead.objects.latest("size").size
    write(2)
    ledger.seal()
    ledger.write_checkpoint()
    with acting(user=system_user_id()):
        trust = program(organisation("RJ1"))
        person = user_with(Role.TRUST_USER, of=organisation("RJ1"))
    subject = {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"}
    assert trust.ask(subject).status_code == 201
    assert "ledger" not in health.faults(at=timezone.now())
    restore_an_older_copy(first)
    answer = trust.ask(subject)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "ledger_behind", "60")
    assert health.faults(at=timezone.now()) == ["ledger"]
    assert any("checkpoint" in each for each in ledger.complaints(at=timezone.now()))
    client = Client()
    client.force_login(person)
    assert client.get("/readyz").status_code == 503
    report = ledger.verify(checkpoint=ledger.newest_checkpoint())
    assert (report.first_bad_position, report.reason) == (first, "the log ends before its checkpoint")


def test_a_log_sealed_anew_over_an_older_copy_is_not_taken_for_the_one_of_the_checkpoint() -> None:
    write(2)
    ledger.seal()
    first = LedgerHead.objects.latest("size").size
    write(2)
    ledger.seal()
    before = ledger.write_checkpoint()
    restore_an_older_copy(first)
    write(3, name="Rewritten")
    ledger.seal()
    assert LedgerHead.objects.latest("size").size > before.head.size
    with pytest.raises(ledger.LedgerBehind):
        ledger.require_sound()
    with pytest.raises(ledger.CheckpointRefused, match="does not go on"):
        ledger.write_checkpoint()


def test_rows_that_wait_are_complained_of() -> None:
    write(1)
    later = timezone.now() + timedelta(minutes=6)
    assert any("over five minutes" in each for each in ledger.complaints(at=later))
    ledger.seal()
    assert list(ledger.complaints(at=later)) == []


def test_heads_signed_by_earlier_keys_stay_good() -> None:
    write(1)
    ledger.seal()
    signatures.rotate(purpose="ledger")
    write(1)
    ledger.seal()
    heads = LedgerHead.objects.order_by("size").values_list("key_id", flat=True)
    assert len(set(heads)) == 2
    assert ledger.verify().ok
