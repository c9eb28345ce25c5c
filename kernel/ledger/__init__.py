"""The ledger: one Merkle log (RFC 6962) over every history row and every row that is only added to.

docs/ledger.md gives the rules in full, for somebody who wants to write a verifier of their own.
"""

from kernel.ledger.export import RowGone, lines
from kernel.ledger.heads import Head, latest_head
from kernel.ledger.proofs import Inclusion, consistency, inclusion
from kernel.ledger.sealer import CannotSeal, seal, seal_due

__all__ = [
    "CannotSeal",
    "Head",
    "Inclusion",
    "RowGone",
    "consistency",
    "inclusion",
    "latest_head",
    "lines",
    "seal",
    "seal_due",
]
