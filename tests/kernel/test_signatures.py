"""Keys that sign: one per purpose, made once, retired and still good for what they signed."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from kernel import signatures
from kernel.models import SigningKey
from kernel.signatures import public_keys, rotate, sign, verify
from tests.races import at_once


@pytest.fixture(autouse=True)
def keyring(tmp_path: Path, settings: Any) -> Path:
    settings.KEYRING_DIR = tmp_path
    return tmp_path


@pytest.fixture
def committed(transactional_db: None) -> None:
    """What is written stays written, so that the process remembers its key."""


def is_good(signature: signatures.Signature, message: bytes = b"head", purpose: str = "ledger") -> bool:
    return verify(purpose=purpose, key_id=signature.key_id, message=message, signature=signature.value)


def test_what_was_signed_verifies_and_nothing_else_does(db: None) -> None:
    signature = sign(purpose="ledger", message=b"head")
    assert is_good(signature)
    assert not is_good(signature, message=b"heat")
    assert not is_good(signature, purpose="receipts")
    assert not is_good(signatures.Signature(signature.key_id, signature.value[:-1]))
    assert not is_good(signatures.Signature("x" * 43, signature.value))
    assert not is_good(signatures.Signature("../secret\0", signature.value))


def test_a_private_half_lies_in_the_key_ring_for_its_owner_alone(db: None, keyring: Path) -> None:
    signature = sign(purpose="receipts", message=b"x")
    (path,) = keyring.iterdir()
    assert path.name == f"receipts-{signature.key_id}.ed25519"
    assert path.stat().st_mode & 0o777 == 0o600
    assert bytes(SigningKey.objects.get().public_key) != path.read_bytes()


def test_two_who_sign_first_at_the_same_moment_agree_on_one_key(committed: None) -> None:
    made: list[str] = []
    at_once(*[lambda: made.append(sign(purpose="receipts", message=b"x").key_id)] * 4)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_key_whose_transaction_came_to_nothing_is_not_forgotten_by_the_database(committed: None) -> None:
    with transaction.atomic():
        first = sign(purpose="ledger", message=b"head")
        sign(purpose="ledger", message=b"head")
        transaction.set_rollback(True)
    assert not is_good(first)
    second = sign(purpose="ledger", message=b"head")
    assert second.key_id == first.key_id
    assert is_good(second)


def test_after_a_rotation_the_old_key_verifies_and_signs_no_more(committed: None, keyring: Path) -> None:
    old = sign(purpose="ledger", message=b"head")
    rotate(purpose="ledger")
    new = sign(purpose="ledger", message=b"head")
    assert new.key_id != old.key_id
    assert is_good(old)
    assert is_good(new)
    assert [path.name for path in keyring.iterdir()] == [f"ledger-{new.key_id}.ed25519"]
    assert [key.retired_at is None for key in public_keys(purpose="ledger")] == [True, False]


def test_another_process_notices_a_rotation_before_it_signs_again(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(purpose="ledger", message=b"head")
    remembered = dict(signatures._signers)
    new = rotate(purpose="ledger")
    monkeypatch.setattr(signatures, "_signers", remembered)  # what the other process still holds
    assert sign(purpose="ledger", message=b"head").key_id == new


def test_a_process_asks_the_database_once_in_a_while_and_not_at_each_signature(
    committed: None, django_assert_num_queries: Any
) -> None:
    sign(purpose="ledger", message=b"head")
    with django_assert_num_queries(0):
        sign(purpose="ledger", message=b"head")


def test_without_its_key_ring_a_restored_database_verifies_and_signs_with_a_new_key(
    committed: None, tmp_path: Path, settings: Any
) -> None:
    old = sign(purpose="ledger", message=b"head")
    settings.KEYRING_DIR = tmp_path / "empty"
    new = sign(purpose="ledger", message=b"head")
    assert new.key_id != old.key_id
    assert is_good(old)
    assert is_good(new)


def test_the_command_rotates_and_lists(committed: None) -> None:
    old = sign(purpose="receipts", message=b"x").key_id
    out = StringIO()
    call_command("keys", "rotate", "receipts", "--json", stdout=out)
    new = json.loads(out.getvalue())["key_id"]
    out = StringIO()
    call_command("keys", "list", "--json", stdout=out)
    assert [(key["key_id"], bool(key["retired_at"])) for key in json.loads(out.getvalue())] == [
        (new, False),
        (old, True),
    ]
