"""The ledger: one Merkle log (RFC 6962) over every history row and every row that is only added to.

docs/ledger.md gives the rules in full, for somebody who wants to write a verifier of their own.
"""

from kernel.ledger.checkpoints import Checkpoint, CheckpointRefused
from kernel.ledger.checkpoints import newest as newest_checkpoint
from kernel.ledger.checkpoints import read as read_checkpoint
from kernel.ledger.checkpoints import write as write_checkpoint
from kernel.ledger.checkpoints import write_due as write_due_checkpoint
from kernel.ledger.erasure import erase
from kernel.ledger.export import RowGone, lines
from kernel.ledger.heads import Head, latest_head
from kernel.ledger.proofs import Inclusion, consistency, inclusion
from kernel.ledger.sealer import CannotSeal, new_era, seal, seal_due
from kernel.ledger.soundness import LedgerBehind, complaints, require_sound
from kernel.ledger.verification import Report, verify

__all__ = [
    "CannotSeal",
    "Checkpoint",
    "CheckpointRefused",
    "Head",
    "Inclusion",
    "LedgerBehind",
    "Report",
    "RowGone",
    "complaints",
    "consistency",
    "erase",
    "inclusion",
    "latest_head",
    "lines",
    "new_era",
    "newest_checkpoint",
    "read_checkpoint",
    "require_sound",
    "seal",
    "seal_due",
    "verify",
    "write_checkpoint",
    "write_due_checkpoint",
]
