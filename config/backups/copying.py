"""Making a backup, beside its place, and giving it its name when it is whole."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tarfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.backups import BackupRefused, programs
from config.backups.sealing import Writer, key_of_backups
from kernel.ledger import CannotSeal, latest_head, seal

FORMAT = 1
DUMP, MEDIA, MANIFEST = "database.dump", "media.tar", "manifest.json"


def back_up(*, target: Path, at: datetime) -> dict[str, Any]:
    """Make a backup in a new or empty folder, while the system runs; its manifest.

    The dump is one snapshot. Files are copied after it, and a file is durable before its row is: no row of the dump
    is without its file. The folder gets its name last, so half a backup never looks like one.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupRefused(f"{target} is there already. Name a folder that is new or empty.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        draft.mkdir(parents=True, mode=0o700)
        manifest = _filled(draft, at)
        _keep(draft / MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n")
        _make_durable(draft)
        draft.rename(target)
        _make_durable(target.parent)
    except OSError as fault:
        raise BackupRefused(f"The backup could not be written: {fault.strerror}. Nothing was kept.") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _filled(draft: Path, at: datetime) -> dict[str, Any]:
    key, written = key_of_backups(), {}
    with suppress(CannotSeal):  # then the ledger is behind what is copied, and the doctor says why
        seal()
    head = latest_head()
    written[DUMP] = _dump(Writer(draft / DUMP, key))
    written[MEDIA] = _media(Writer(draft / MEDIA, key))
    with connection.cursor() as cursor:  # after the dump, so that no transaction in it is newer
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        (next_transaction,) = cursor.fetchone()
    return {
        "format": FORMAT,
        "at": at.isoformat(),
        "encrypted": key is not None,
        "files": written,
        "head": {"size": head.size, "root": head.root} if head else None,
        "postgresql": programs.server_major(),
        "next_transaction": next_transaction,
        "roles": {"owner": programs.owner()["USER"], "runtime": settings.RUNTIME_ROLE},
        "migrations": sorted(".".join(name) for name in MigrationRecorder(connection).applied_migrations()),
        "keys": fingerprints(),
    }


def _dump(writer: Writer) -> dict[str, Any]:
    arguments = ("--format=custom", "--enable-row-security", "--no-owner", "--lock-wait-timeout=60s")
    dumping = programs.start("pg_dump", *arguments, stdout=subprocess.PIPE)
    assert dumping.stdout is not None
    shutil.copyfileobj(dumping.stdout, writer, 1 << 20)
    programs.require(dumping, "pg_dump failed")
    return _finished(writer)


def _media(writer: Writer) -> dict[str, Any]:
    """Every stored file, sealed as it lies. What is being written has a name with a dot, and no row."""
    root = Path(settings.MEDIA_ROOT)
    with tarfile.open(fileobj=cast(Any, writer), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(root.glob("files/??/[!.]*")):
            with suppress(FileNotFoundError):  # erased or swept meanwhile
                archive.add(path, arcname=str(path.relative_to(root)), recursive=False)
    return _finished(writer)


def _finished(writer: Writer) -> dict[str, Any]:
    writer.finish()
    return {"size": writer.size, "sha256": writer.digest.hexdigest()}


def fingerprints() -> dict[str, str]:
    """By name, what tells one key of the key ring from another; the keys are long and random, so it gives none away."""
    keys = sorted(Path(settings.KEYRING_DIR).glob("*.key"))
    return {path.name: hashlib.sha256(b"backup:" + path.read_bytes()).hexdigest()[:16] for path in keys}


def _keep(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
