"""Heads kept outside the database, and what a database that is behind them may still do: nothing that is a check."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config.home import health
from kernel import ledger, signatures
from kernel.history import acting
from kernel.ledger import soundness, trust
from kernel.ledger.heads import head_of
from kernel.models import LedgerHead
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import program
from tests.factories.kernel import organisation, user_with
from tests.kernel.ledger import stranger
from tests.kernel.ledger.conftest import superuser, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Iterator[None]:
    """Each question looks for itself, and keys of one test are no other's."""
    settings.KEYRING_DIR = tmp_path / "keyring"
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
    assert stranger.is_signed(head_in(folder), stranger.key_named(head_in(folder)))
    assert head.items() <= head_in(folder).items()
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
    made = ledger.write_checkpoint()
    whole = made.hashes()
    assert whole is not None
    (folder / "leaf-hashes").write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert made.hashes() is None  # not those of its tree, so they name no place


def test_due_work_writes_one_a_minute_of_something_new_and_keeps_the_last_of_an_hour(folder: Path) -> None:
    def after(minutes: int) -> int:
        return ledger.write_due_checkpoint(at=now + timedelta(minutes=minutes))

    def held() -> list[str]:
        return sorted(path.name for path in folder.glob("0*.json"))

    write(1)
    ledger.seal()
    asked_for = ledger.write_checkpoint().head
    now = asked_for.at
    assert [after(0), after(5)] == [0, 0]
    kept = held()
    for _ in range(3):
        write(1)
        ledger.seal()
        assert [after(0), after(1), after(2)] == [0, 1, 0]
        head = ledger.latest_head()
        assert head is not None
        now = head.at
    assert len(kept) == 1
    assert set(kept) < set(held())
    assert len(held()) == (2 if asked_for.at.hour == now.hour else 3)
    assert ledger.verify(checkpoint=ledger.newest_checkpoint()).ok


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


@pytest.mark.parametrize("more", [0, 3], ids=["as long", "longer"])
def test_a_log_sealed_anew_over_an_older_copy_is_not_taken_for_the_one_of_the_checkpoint(more: int) -> None:
    write(2)
    ledger.seal()
    first = LedgerHead.objects.latest("size").size
    write(2)
    ledger.seal()
    before = ledger.write_checkpoint()
    restore_an_older_copy(first)
    with superuser("kernel_accessevent") as cursor:
        cursor.execute(
            "UPDATE kernel_accessevent SET reference = 'y' WHERE id = (SELECT max(id) FROM kernel_accessevent)"
        )
    if more:
        write(more, name="Rewritten")
    ledger.seal()
    assert (LedgerHead.objects.latest("size").size > before.head.size) == bool(more)
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


def test_checkpoints_that_stopped_are_complained_of_where_the_log_has_grown() -> None:
    grow()
    ledger.write_checkpoint()
    head = ledger.latest_head()
    assert head is not None
    late, later = (head.at + timedelta(minutes=minutes) for minutes in (14, 16))
    assert list(ledger.complaints(at=later)) == []  # nothing new
    grow()
    assert list(ledger.complaints(at=late)) == []
    assert [each for each in ledger.complaints(at=later) if "no checkpoint for over 15 minutes" in each]


def grow(count: int = 1) -> None:
    write(count)
    ledger.seal()


def test_a_rotated_key_is_trusted_because_the_one_before_signed_that_it_follows(folder: Path) -> None:
    grow()
    checkpoint = ledger.write_checkpoint()
    signatures.rotate(purpose="ledger")
    grow()
    signatures.rotate(purpose="ledger")
    grow()
    heads = LedgerHead.objects.order_by("size").values_list("key_id", flat=True)
    assert len(set(heads)) == 3
    assert ledger.verify(checkpoint=checkpoint).ok
    assert ledger.verify().ok
    assert {key["key_id"] for key in names(folder)} == {heads[0]}
    ledger.write_checkpoint()
    assert {key["key_id"]: key["until"] for key in names(folder)} == dict.fromkeys(heads)  # others may not know yet
    assert ledger.verify(checkpoint=ledger.newest_checkpoint()).ok


def names(folder: Path) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = head_in(folder)["keys"]
    return keys


def forged_key(endorsed_by: str = "", endorsement: bytes = b"") -> str:
    """A superuser's own key: listed in the database, and used from now on."""
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes_raw()
    with superuser("kernel_signingkey") as cursor:
        cursor.execute(
            "INSERT INTO kernel_signingkey (key_id, purpose, public_key, valid_from, endorsed_by, endorsement) "
            "VALUES (%s, 'ledger', %s, now(), %s, %s)",
            [signatures.thumbprint(raw), raw, endorsed_by, endorsement],
        )
    path = signatures._file("ledger", signatures.thumbprint(raw))
    path.write_bytes(private.private_bytes_raw())
    signatures._signers.clear()
    return signatures.thumbprint(raw)


@pytest.mark.parametrize("claims", [False, True])
def test_a_superuser_who_lists_a_key_of_their_own_and_rewrites_what_came_later_is_found(
    folder: Path, claims: bool
) -> None:
    grow(2)
    checkpoint = ledger.write_checkpoint()
    size = checkpoint.head.size
    grow(2)
    restore_an_older_copy(size)
    with superuser("kernel_accessevent") as cursor:
        cursor.execute(
            "UPDATE kernel_accessevent SET reference = 'y' WHERE id = (SELECT max(id) FROM kernel_accessevent)"
        )
    own = forged_key(checkpoint.head.key_id, bytes(64)) if claims else forged_key()
    ledger.seal()
    assert LedgerHead.objects.latest("size").key_id == own
    assert ledger.verify().ok  # all in the database agrees with itself
    report = ledger.verify(checkpoint=checkpoint)
    assert (report.first_bad_position, report.reason) == (size, "a head is not signed by a key that this ledger trusts")
    assert any("no checkpoint vouches for" in each for each in ledger.complaints(at=timezone.now()))
    with pytest.raises(ledger.CheckpointRefused, match="vouches for"):
        ledger.write_checkpoint()
    assert command("checkpoint", "--trust", "nobody")[0] == 1
    assert command("checkpoint", f"--trust={own}")[0] == 0  # it was the operator's after all: the ring was lost
    assert command("verify")[0] == 0
    assert json.loads(command("verify", "--checkpoint", str(min(folder.glob("0*.json"))))[1])["ok"] is False


def test_no_checkpoint_is_written_of_a_head_that_its_key_did_not_sign(folder: Path) -> None:
    grow()
    ledger.write_checkpoint()
    grow()
    with superuser("kernel_ledgerhead") as cursor:
        size = LedgerHead.objects.latest("size").size
        cursor.execute("UPDATE kernel_ledgerhead SET at = at - interval '1 day' WHERE size = %s", [size])
    with pytest.raises(ledger.CheckpointRefused, match="not signed by the key that it names"):
        ledger.write_checkpoint()
    assert len(list(folder.glob("0*.json"))) == 1


def test_a_retired_key_signs_nothing_after_the_checkpoint_that_says_so() -> None:
    grow()
    old = signatures.signer(purpose="ledger")
    signatures.rotate(purpose="ledger")
    with superuser("kernel_signingkeyretirement") as cursor:
        cursor.execute("UPDATE kernel_signingkeyretirement SET retired_at = now() - interval '3 minutes'")
    grow()
    checkpoint = ledger.write_checkpoint()
    assert [key.until for key in checkpoint.keys if key.key_id == old.key_id] == [checkpoint.head.size]
    assert ledger.verify(checkpoint=checkpoint).ok
    grow()
    with superuser("kernel_ledgerhead") as cursor:
        last = head_of(LedgerHead.objects.latest("size"))
        cursor.execute(
            "UPDATE kernel_ledgerhead SET key_id = %s, signature = %s WHERE size = %s",
            [old.key_id, old.sign(last.message()), last.size],
        )
    assert ledger.verify().ok
    report = ledger.verify(checkpoint=checkpoint)
    assert (report.ok, report.first_bad_position) == (False, checkpoint.head.size)


def test_a_retired_key_vouches_for_nobody_and_signs_up_to_its_end() -> None:
    """Whoever finds a key that was taken out of use makes no other trusted by it."""
    grow()
    old, new = signatures.signer(purpose="ledger"), Ed25519PrivateKey.generate()
    raw, own = new.public_key().public_bytes_raw(), old.private.public_key().public_bytes_raw().hex()
    heir = signatures.PublicKey(
        key_id=signatures.thumbprint(raw), raw=raw, valid_from=timezone.now(), retired_at=None, endorsed_by=old.key_id,
        endorsement=old.sign(signatures.succession(purpose="ledger", raw=raw)),
    )  # fmt: skip
    assert trust.Trusted(old.key_id, own).vouches_for(heir)
    assert not trust.Trusted(old.key_id, own, until=9).vouches_for(heir)
    head = ledger.latest_head()
    assert head is not None
    assert trust.Trusted(old.key_id, own, until=head.size).has_signed(head)
    assert not trust.Trusted(old.key_id, own, until=head.size - 1).has_signed(head)


def test_a_checkpoint_in_which_the_keys_were_changed_is_none(folder: Path) -> None:
    grow()
    ledger.write_checkpoint()
    (file,) = folder.glob("0*.json")
    held = json.loads(file.read_text())
    held["keys"].append({"key_id": "x", "public_key": "00" * 32, "until": None})
    file.write_text(json.dumps(held))
    with pytest.raises(ledger.CheckpointRefused, match="changed"):
        ledger.newest_checkpoint()
    assert command("verify")[0] == 2


@pytest.mark.parametrize(
    ("name", "other"),
    [("at", "2020-01-01T00:00:00+00:00"), ("previous", 1), ("era", 9), ("snapshot", "1:1:"), ("peaks", "00" * 33)],
)
def test_a_checkpoint_in_which_anything_else_was_changed_is_none(folder: Path, name: str, other: object) -> None:
    grow()
    ledger.write_checkpoint()
    (file,) = folder.glob("0*.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: other}))
    with pytest.raises(ledger.CheckpointRefused, match="changed"):
        ledger.newest_checkpoint()
