"""What a restore would throw away: the database's own rows, and what checkpoints know of."""

import contextlib
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from config.backups import BackupRefused, programs
from config.backups.sealing import PIECE, reading
from kernel.ledger import newest_checkpoint
from kernel.models import LedgerEra, LedgerHead
from kernel.queries import users

HOW = 'If that is meant, say why: restore DIR --reason "...". The reason is kept in the ledger.'


def require_nothing_lost(*, dump: Path, key: bytes | None) -> None:
    """Refuse a backup that does not hold the newest checkpoint, or all that the database has sealed.

    A database that is new has nothing to lose, nor has its own checkpoint: one without accounts, or one of
    demonstration data that is no older state of the backup's.
    """
    heads, eras = _rows(dump, key, "kernel_ledgerhead"), _rows(dump, key, "kernel_ledgerera")
    held = {(int(row["size"]), row["root"].removeprefix("\\\\x")) for row in heads}
    checkpoint = newest_checkpoint()
    here = {(head.size, bytes(head.root).hex()) for head in LedgerHead.objects.only("size", "root")}
    first = LedgerEra.objects.get(number=1)
    same = any((int(row["system"]), int(row["database"])) == (first.system, first.database) for row in eras)
    is_new = not users().exists() or (settings.DEMO and not same)
    if checkpoint is not None:
        known = (checkpoint.head.size, checkpoint.head.root)
        if known not in held and not (is_new and known in here):
            raise BackupRefused(
                f"The backup is older than the checkpoint of {checkpoint.head.at.isoformat()} in CHECKPOINT_DIR, or of"
                f" another ledger: decisions made since would be gone. {HOW}"
            )
    if not is_new and here - held:
        raise BackupRefused(f"The database holds what the backup does not, and it would be gone. {HOW}")


def is_behind() -> bool:
    """Whether the database does not hold the newest checkpoint in CHECKPOINT_DIR."""
    checkpoint = newest_checkpoint()
    if checkpoint is None:
        return False
    known = LedgerHead.objects.filter(size=checkpoint.head.size, root=bytes.fromhex(checkpoint.head.root))
    return not known.exists()


def set_aside_checkpoints(*, reason: str, at: datetime) -> list[str]:
    """Move checkpoints that the restored ledger does not hold out of the way, with the reason beside them.

    They stay: they prove what there was. Until they are moved, checks are answered by nobody.
    """
    if not is_behind():
        return []
    folder = Path(settings.CHECKPOINT_DIR)
    aside = folder / f"superseded-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    (aside / "reason.txt").write_text(f"{reason}\n", encoding="utf-8")
    for path in [*folder.glob("[0-9]*.json"), *folder.glob("leaf-hashes")]:
        shutil.move(path, aside / path.name)
    return [f"The checkpoints of what was there before lie in {aside}. Keep them."]


def _rows(dump: Path, key: bytes | None, table: str) -> list[dict[str, str]]:
    """The rows of one table as they stand in a dump."""
    with tempfile.TemporaryFile() as copied:
        arguments = ("--data-only", "--table", table, "-f", "-")
        reads = programs.start("pg_restore", *arguments, stdin=subprocess.PIPE, stdout=copied.fileno())
        assert reads.stdin is not None
        with contextlib.suppress(BrokenPipeError), reads.stdin as to, reading(dump, key) as stream:
            shutil.copyfileobj(stream, to, PIECE)  # it stops to read when it has what it needs
        programs.require(reads, "pg_restore could not read the backup")
        copied.seek(0)
        text = copied.read().decode()
    found = re.search(rf"^COPY public\.{table} \((.*)\) FROM stdin;\n(.*?)^\\\.$", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return []
    names = [name.strip().strip('"') for name in found[1].split(",")]
    return [dict(zip(names, line.split("\t"), strict=True)) for line in found[2].splitlines()]
