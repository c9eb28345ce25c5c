"""Checkpoints: signed heads outside the database, which nobody can rewrite with it, and the leaf hashes beside them.

A checkpoint is `<size>.json`; `leaf-hashes` holds 32 bytes a leaf and grows with each. The head alone finds that a
log was rewritten; the hashes name the place.
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from kernel import signatures
from kernel.ledger import merkle, trust
from kernel.ledger.heads import PURPOSE, Head, latest_head

HASHES = "leaf-hashes"
BATCH = 200_000
EVERY = timedelta(minutes=1)
"""How much of the log's end can be cut off unseen, since every earlier head is a signed end of a log."""
LATE = timedelta(minutes=15)
_TUPLE, _FIRST = 38, 25  # of COPY's binary form: a row of one 32-byte column; where the first one's 32 bytes begin


class CheckpointRefused(RuntimeError):
    """There is nothing to check, a file is not a checkpoint, or the log is not the one that the last one knew."""


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A head as it was written outside, with the peaks of its tree and the keys that were trusted then."""

    head: Head
    peaks: merkle.Peaks
    keys: tuple[trust.Trusted, ...]
    folder: Path

    @property
    def file(self) -> Path:
        """Where it lies, unless it was given under another name."""
        return self.folder / _name(self.head)

    def hashes(self) -> bytes | None:
        """The leaf hashes kept beside it, if they are those of its tree."""
        for folder in (self.folder, folder_of_checkpoints()):
            try:
                with (folder / HASHES).open("rb") as file:
                    found = file.read(32 * self.head.size)
            except OSError:
                continue
            peaks: merkle.Peaks = {}
            if len(found) == 32 * self.head.size:
                merkle.extend(peaks, 0, found)
                if merkle.root_of(peaks).hex() == self.head.root:
                    return found
        return None


def folder_of_checkpoints() -> Path:
    return Path(settings.CHECKPOINT_DIR)


def newest() -> Checkpoint | None:
    """The checkpoint of the largest log in CHECKPOINT_DIR; None if there is none."""
    while files := list(folder_of_checkpoints().glob("[0-9]*.json")):
        last = max(files, key=lambda file: file.name)
        try:
            return read(last)
        except CheckpointRefused:
            if last.exists():  # it was not taken away meanwhile, for a newer one
                raise
    return None


def read(file: Path) -> Checkpoint:
    """The checkpoint in a file. Refuses (CheckpointRefused) what is none, or is not as it was signed."""
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(held["at"])
        names = ("size", "root", "key_id", "signature", "previous", "era", "snapshot")
        head = Head(at=at, **{name: held[name] for name in names})
        keys = tuple(trust.Trusted(**key) for key in held["keys"])
        named = {key.key_id: key for key in keys}
        is_signed = named[head.key_id].has_signed(head) and named[held["signed_by"]].agrees(
            held["keys_signature"], _message(head, keys)
        )
        peaks = merkle.unpacked(bytes.fromhex(held["peaks"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError) as fault:
        raise CheckpointRefused(f"{file} is not a checkpoint of this ledger, or was changed.") from fault
    if not is_signed or merkle.root_of(peaks).hex() != head.root:
        raise CheckpointRefused(f"{file} is not a checkpoint of this ledger, or was changed.")
    return Checkpoint(head, peaks, keys, file.parent)


def write(*, accepted: Collection[str] = ()) -> Checkpoint:
    """Write the newest head to CHECKPOINT_DIR, with the keys that are trusted, and the leaf hashes since the last one.

    `accepted` are the ids of further keys to trust from now on, on the word of whoever calls. Refuses
    (CheckpointRefused) an empty log, one that does not go on from the checkpoint before, and a head signed by a key
    that neither the checkpoint before nor one of its keys vouches for.
    """
    signer = signatures.signer(purpose=PURPOSE)  # before the transaction, which cannot write one made on first use
    with _alone(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head, before = latest_head(), newest()
        if head is None:
            raise CheckpointRefused("Nothing has been sealed yet, so there is no head to keep.")
        if before and not accepted and before.head.size == head.size and before.head.root == head.root:
            return before
        keys = trust.to_name(before.keys if before else None, accepted=accepted, head=head)
        _require_trust(head, keys, signer.key_id, accepted)
        peaks = _keep_hashes(cursor, head, before)
        vouched = {"signed_by": signer.key_id, "keys_signature": signer.sign(_message(head, keys)).hex()}
        _write_file(head, merkle.packed(peaks), keys, vouched)
    return Checkpoint(head, peaks, keys, folder_of_checkpoints())


def _require_trust(head: Head, keys: tuple[trust.Trusted, ...], signs: str, accepted: Collection[str]) -> None:
    named = {key.key_id: key for key in keys}
    if unknown := sorted(set(accepted) - named.keys()):
        raise CheckpointRefused(f"The ledger has no key {' or '.join(unknown)}: `keys list` names those there are.")
    if strange := sorted({head.key_id, signs} - named.keys()):
        raise CheckpointRefused(
            f"No checkpoint vouches for the key {' or '.join(strange)}, which signs. If it is yours, say so: "
            "ledger checkpoint --trust=KEY"
        )
    if not named[head.key_id].has_signed(head):
        raise CheckpointRefused("The newest head is not signed by the key that it names. `ledger verify` says where.")


def _message(head: Head, keys: tuple[trust.Trusted, ...]) -> bytes:
    """What is signed of a checkpoint, beside the head itself."""
    named = [[key.key_id, key.public_key, key.until] for key in keys]
    return json.dumps(["manager-register checkpoint 1", head.size, head.root, named]).encode()


def write_due(*, at: datetime) -> int:
    """Write a checkpoint when the last is a minute old and there is something new; 1 if one was written."""
    head, before = latest_head(), newest()
    if head is None or (before and (before.head.size == head.size or at - before.head.at < EVERY)):
        return 0
    made = write()
    with _alone():
        _keep_one_an_hour(made.head)
    return 1


def _keep_hashes(cursor: Any, head: Head, before: Checkpoint | None) -> merkle.Peaks:
    """Add the hashes of leaves since the checkpoint before; takes them off again if they do not lead to the head."""
    path = folder_of_checkpoints() / HASHES
    with path.open("ab+") as file:
        held = file.seek(0, os.SEEK_END) // 32
        start, peaks = (before.head.size, dict(before.peaks)) if before and held >= before.head.size else (0, {})
        file.truncate(32 * start)
        for low in range(start, head.size, BATCH):
            leaves = read_leaves(cursor, low, min(low + BATCH, head.size))
            merkle.extend(peaks, low, leaves)
            file.write(leaves)
        if merkle.root_of(peaks).hex() != head.root or (before and before.head.size > head.size):
            file.truncate(32 * start)
            raise CheckpointRefused("The log does not go on from its last checkpoint. `ledger verify` says where.")
        file.flush()
        os.fsync(file.fileno())
    return peaks


def read_leaves(cursor: Any, low: int, high: int) -> bytes:
    """The hashes of the leaves from `low` up to `high`, on end."""
    buffer = BytesIO()
    cursor.copy_expert(
        f"COPY (SELECT leaf FROM public.kernel_ledgerleaf WHERE position >= {int(low)} AND position < {int(high)} "  # noqa: S608
        "ORDER BY position) TO STDOUT (FORMAT binary)",
        buffer,
    )
    copied = buffer.getvalue()
    return b"".join([copied[at : at + 32] for at in range(_FIRST, len(copied) - 2, _TUPLE)])


def _write_file(head: Head, peaks: bytes, keys: tuple[trust.Trusted, ...], vouched: dict[str, str]) -> None:
    """Whole or not at all, also when the power goes."""
    folder = folder_of_checkpoints()
    named = [dataclasses.asdict(key) for key in keys]
    held = head.plain() | {"peaks": peaks.hex(), "keys": named} | vouched
    draft = folder / "checkpoint.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(held, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / _name(head))
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_one_an_hour(head: Head) -> None:
    """Of those that due work writes, the last of each hour stays, so that the folder stays readable; others all do."""
    marker, hour = folder_of_checkpoints() / ".due", f"{head.at.astimezone(UTC):%Y-%m-%dT%H}"
    name, _, of = marker.read_text(encoding="ascii").partition(" ") if marker.exists() else ("", "", "")
    if of == hour and name != _name(head):
        (folder_of_checkpoints() / name).unlink(missing_ok=True)
    marker.write_text(f"{_name(head)} {hour}", encoding="ascii")


def _name(head: Head) -> str:
    return f"{head.size:015d}.json"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time writes to the folder."""
    folder = folder_of_checkpoints()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
