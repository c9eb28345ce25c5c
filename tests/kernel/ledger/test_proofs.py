"""Export, heads and proofs, checked by a verifier that knows nothing of the product."""

import dataclasses
import json
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from django.apps import apps

from kernel import ledger, signatures
from kernel.ledger import checkpoints, export, trunk
from kernel.ledger.heads import head_of
from kernel.models import AccessEvent, LedgerFormat, LedgerHead, LedgerLeaf, User
from tests.kernel.ledger import stranger
from tests.kernel.ledger.conftest import superuser, write

pytestmark = pytest.mark.django_db(transaction=True)


def grow(*sizes: int) -> list[ledger.Head]:
    for count in sizes:
        write(count)
        ledger.seal()
    return [head_of(row) for row in LedgerHead.objects.order_by("size")]


def test_a_stranger_works_out_every_root_from_the_export() -> None:
    heads = grow(3, 300, 1)
    lines = list(ledger.lines())
    leaves = [stranger.leaf_hash(line) for line in lines]
    assert len(leaves) == heads[-1].size > 600
    assert [stranger.root(leaves[: head.size]).hex() for head in heads] == [head.root for head in heads]
    assert {"kernel_accessevent", "kernel_historicalorganisation"} < {json.loads(line)[0] for line in lines}


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_a_log_that_is_read_in_pieces_is_the_same(monkeypatch: pytest.MonkeyPatch, folder: Path, batch: int) -> None:
    grow(9, 30)
    whole = list(ledger.lines())
    for module in (checkpoints, export, trunk):
        monkeypatch.setattr(module, "BATCH", batch)
    assert list(ledger.lines()) == whole
    checkpoint = ledger.write_checkpoint()
    assert checkpoint.hashes() == b"".join(map(stranger.leaf_hash, whole))
    assert ledger.verify(checkpoint=checkpoint).ok


def test_the_export_stops_where_a_sealed_row_is_gone() -> None:
    grow(3)
    with superuser("kernel_accessevent") as cursor:
        cursor.execute("DELETE FROM kernel_accessevent")
    with pytest.raises(ledger.RowGone, match="position"):
        list(ledger.lines())


def test_inclusion_and_consistency_proofs_hold_and_forged_ones_do_not() -> None:
    heads = grow(1, 400, 7, 260)
    head = heads[-1]
    events = Random(1).sample(list(AccessEvent.objects.values_list("pk", flat=True)), 40)
    for pk in events:
        found = ledger.inclusion(model=AccessEvent, pk=pk)
        assert found is not None
        leaf = bytes.fromhex(found.leaf_hash)
        assert bytes(LedgerLeaf.objects.get(position=found.leaf_index).leaf) == leaf
        given = (leaf, found.leaf_index, found.tree_size, found.proof)
        assert stranger.is_included(*given, head.root)
        assert not stranger.is_included(leaf, found.leaf_index ^ 1, *given[2:], head.root)
        assert not stranger.is_included(*given, heads[0].root)
    for one, two in pairwise(heads):
        proof = ledger.consistency(earlier=one.size, later=two.size)
        assert stranger.is_consistent(one.size, one.root, two.size, two.root, proof)
        assert not stranger.is_consistent(one.size, "00" * 32, two.size, two.root, proof)


def test_a_row_has_no_proof_before_it_is_sealed() -> None:
    grow(1)
    write(1)
    pk = AccessEvent.objects.latest("pk").pk
    assert ledger.inclusion(model=AccessEvent, pk=pk) is None
    ledger.seal()
    assert ledger.inclusion(model=AccessEvent, pk=pk) is not None
    assert ledger.inclusion(model=User, pk=1) is None


def test_a_leaf_that_no_head_covers_has_no_proof() -> None:
    (head,) = grow(1)
    write(1)
    ledger.seal()
    with superuser("kernel_ledgerhead") as cursor:
        cursor.execute(f"DELETE FROM kernel_ledgerhead WHERE size > {head.size}")
    first = LedgerLeaf.objects.get(position=head.size)
    table = LedgerFormat.objects.get(covered=first.covered, version=first.version).table
    (model,) = (model for model in apps.get_models() if model._meta.db_table == table)
    assert ledger.inclusion(model=model, pk=first.row) is None


def test_a_head_is_signed_and_a_forged_one_is_not() -> None:
    (head,) = grow(2)
    (key,) = signatures.public_keys(purpose="ledger")
    shown = head.plain()
    assert head.is_signed()
    assert stranger.is_signed(shown, key.raw)
    assert not stranger.is_signed(shown | {"size": head.size + 1}, key.raw)
    assert not dataclasses.replace(head, root="00" * 32).is_signed()
