"""Proofs that a row is in the log, and that an earlier log is the beginning of a later one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.db import models

from kernel.ledger.heads import Head, latest_head
from kernel.ledger.merkle import Prover
from kernel.models import LedgerFormat, LedgerLeaf, LedgerNode


@dataclasses.dataclass(frozen=True, kw_only=True)
class Inclusion:
    """That the leaf at `leaf_index` is in the tree of `tree_size`: RFC 6962's audit path, in hex."""

    leaf_index: int
    tree_size: int
    leaf_hash: str
    proof: list[str]
    head: Head


def inclusion(*, model: type[models.Model], pk: Any) -> Inclusion | None:
    """The proof for a row, in the newest head's tree; None while it is not sealed, or is of no covered table."""
    table = model._meta.db_table
    numbers = LedgerFormat.objects.filter(table=table).values("covered")[:1]
    leaf = LedgerLeaf.objects.filter(covered=models.Subquery(numbers), row=str(pk)).first()
    head = latest_head()
    if leaf is None or head is None or leaf.position >= head.size:
        return None
    path = Prover(_read).inclusion(leaf.position, head.size)
    return Inclusion(
        leaf_index=leaf.position,
        tree_size=head.size,
        leaf_hash=bytes(leaf.leaf).hex(),
        proof=[node.hex() for node in path],
        head=head,
    )


def consistency(*, earlier: int, later: int) -> list[str]:
    """RFC 6962's proof, in hex, that the log of `earlier` leaves is the beginning of the one of `later`."""
    return [node.hex() for node in Prover(_read).consistency(earlier, later)]


def _read(level: int, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    if level == 0:
        leaves = LedgerLeaf.objects.filter(position__range=(first, last))
        return ((place, bytes(leaf)) for place, leaf in leaves.values_list("position", "leaf"))
    nodes = LedgerNode.objects.filter(level=level, place__range=(first, last))
    return ((place, bytes(node)) for place, node in nodes.values_list("place", "hash"))
