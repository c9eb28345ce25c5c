"""A database that PostgreSQL itself took back to an earlier moment: going on with it, for a reason that is kept."""

import subprocess
from datetime import datetime

from config.backups import BackupRefused, erasures, programs, superseding
from config.backups.restoring import Restored, beginning_anew
from kernel.actions import delete_erased_files
from kernel.ledger import newest_checkpoint, seal, verify


def accept(*, reason: str, at: datetime) -> Restored:
    """Go on with the database as it is, but for what was erased since, which is erased again.

    Checkpoints that it does not hold are moved aside, an era of the ledger begins that says why, and everybody signs
    in again. Refuses (BackupRefused) without a reason, and where the database holds its newest checkpoint.
    """
    if not reason:
        raise BackupRefused(
            'Decisions made since are gone. Say why that is accepted: restore --recovered --reason "..."'
        )
    if not superseding.is_behind():
        raise BackupRefused("The database holds its newest checkpoint: there is nothing to accept.")
    words = f"Recovered to an earlier moment, and accepted at {at.isoformat()}. {reason}"
    arguments = ("-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-f", "-")
    psql = programs.start("psql", *arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert psql.stdin is not None
    psql.stdin.write(beginning_anew(words).encode())
    psql.stdin.close()
    programs.require(psql, "The database refused, and is as it was")
    notes = superseding.set_aside_checkpoints(reason=words, at=at)
    delete_erased_files(at=at)
    seal()
    report = verify(checkpoint=newest_checkpoint())
    return Restored(report=report, erased_again=erasures.erased_again(), notes=notes)
