"""Putting a backup in place of the database: checked first, all or nothing, and never unnoticed back in time."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.backups import BackupRefused, erasures, programs, superseding
from config.backups.copying import DUMP, FORMAT, MANIFEST, MEDIA, fingerprints
from config.backups.sealing import PIECE, key_of_backups, pieces, reading
from kernel.actions import delete_erased_files
from kernel.history import ALL, acting
from kernel.ledger import Report, newest_checkpoint, seal, verify, write_checkpoint

EMPTIED = b"""SET lock_timeout = '60s'; SET client_min_messages = warning;
DROP SCHEMA public CASCADE; CREATE SCHEMA public;
"""
STORED = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{32}\.(original|served)")
MOST_TRANSACTIONS = 500_000_000
A_LOOP = 1_000_000
MOST_TRIES = 5
# Whoever signed in since the copy was made, or out, does so again; copies of answers and pages are worth nothing.
NOT_TAKEN_OVER = ("kernel_session", "oauth2_provider_accesstoken", "kernel_cache", "kernel_publiccounter")
EMPTY_ONE = """DO $$ BEGIN IF to_regclass('public.{0}') IS NOT NULL THEN DELETE FROM public.{0}; END IF; END $$;"""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came of a restore: what `ledger verify` says, how many records were erased again, what is to be known."""

    report: Report
    erased_again: int
    notes: list[str]


def restore(*, source: Path, reason: str, at: datetime) -> Restored:
    """Put a backup in place, and erase in it again what was erased since it was made.

    Refuses a copy that is not whole, is of a newer version, or for other roles; and, without a reason, one that goes
    back behind a checkpoint or throws away what it does not hold. A refusal has changed nothing but files added.
    """
    manifest = _whole(source)
    key = key_of_backups()
    if manifest["encrypted"] != (key is not None):
        raise BackupRefused(f"The backup is {'encrypted: set' if key is None else 'not encrypted: unset'} BACKUP_KEY.")
    _require_fitting(manifest)
    if not reason:
        superseding.require_nothing_lost(dump=source / DUMP, key=key)
    _keep_erasures(at)
    _take_files(source / MEDIA, key)
    _go_beyond(int(manifest["next_transaction"]))
    words = f"Restored the backup of {manifest['at']} at {at.isoformat()}. {reason}".strip()
    _replace(source / DUMP, key, words)
    connection.close()
    _migrate()
    set_aside = superseding.set_aside_checkpoints(reason=words, at=at)
    delete_erased_files(at=at)
    seal()
    report = verify(checkpoint=newest_checkpoint())
    if set_aside and report.ok:
        write_checkpoint()  # at once, so that there is no moment without one
    notes = [*_missing_keys(manifest), *set_aside]
    return Restored(report=report, erased_again=erasures.erased_again(), notes=notes)


def _whole(source: Path) -> dict[str, Any]:
    """The manifest of a backup all of whose files are as they were written."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        known = manifest["format"] == FORMAT and set(manifest["files"]) == {DUMP, MEDIA}
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupRefused(f"{source} is not a whole backup: it has no readable {MANIFEST}.") from None
    if not known:
        raise BackupRefused(f"{source} was made by a version of this program that this one does not know.")
    for name, written in manifest["files"].items():
        digest = hashlib.sha256()
        try:
            for piece in pieces(source / name, None):
                digest.update(piece)
        except OSError:
            raise BackupRefused(f"{source} is not a whole backup: {name} cannot be read.") from None
        if digest.hexdigest() != written["sha256"]:
            raise BackupRefused(f"{source} is damaged: {name} is not as it was written. Use another backup.")
    return manifest


def _keep_erasures(at: datetime) -> None:
    """What this database has erased, in case it is the one that the backup takes the place of."""
    try:
        with acting(tenant=ALL):
            erasures.keep(at=at)
    except OSError as fault:
        raise BackupRefused(
            f"The journal of erasures in CHECKPOINT_DIR cannot be written: {fault.strerror}."
        ) from fault


def _require_fitting(manifest: dict[str, Any]) -> None:
    roles = {"owner": programs.owner()["USER"], "runtime": settings.RUNTIME_ROLE}
    if manifest["roles"] != roles:
        raise BackupRefused(f"The backup is for the roles {manifest['roles']}; here are {roles}. Name the roles alike.")
    if manifest["postgresql"] > programs.server_major():
        raise BackupRefused(f"The backup needs PostgreSQL {manifest['postgresql']} or newer.")
    known = {".".join(name) for name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if later := sorted(set(manifest["migrations"]) - known):
        raise BackupRefused(f"The backup is of a newer version of this program, which has {later[-1]}. Install that.")


def _take_files(packed: Path, key: bytes | None) -> None:
    """Put the stored files in their places. What lies there stays: names are given once."""
    root = Path(settings.MEDIA_ROOT)
    with reading(packed, key) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            place = root / member.name
            content = archive.extractfile(member)
            if not STORED.fullmatch(member.name) or content is None:
                raise BackupRefused(f"{packed.name} holds {member.name!r}, which is no stored file.")
            if place.exists():
                continue
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = place.with_name(f".{place.name}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(place)


def _go_beyond(transaction: int) -> None:
    """Use up this server's transaction numbers below the copy's.

    Answers keep the snapshot that they were worked out from; a new fact under an old number would change them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (left,) = (transaction - next_one for (next_one,) in cursor.fetchall())
    if left > MOST_TRANSACTIONS:
        raise BackupRefused(
            f"This server's transaction numbers are {left} behind the backup's. Stop it and move them on with"
            f" pg_resetwal --next-transaction-id; see docs/operations/restore.md."
        )
    while left > 0:
        count = min(left, A_LOOP)
        loop = f"DO $$ BEGIN FOR i IN 1..{count} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
        programs.require(programs.start("psql", "-X", "-q", "-c", loop), "The server refused to number transactions")
        left -= count


def _replace(dump: Path, key: bytes | None, words: str) -> None:
    """Replace all tables, as often as it takes: others at work may hold one table, and wait for the next."""
    for left in reversed(range(MOST_TRIES)):
        try:
            _replace_once(dump, key, words)
        except programs.Deadlocked:
            if not left:
                raise
        else:
            break


def _replace_once(dump: Path, key: bytes | None, words: str) -> None:
    """Replace all tables in one transaction, begin an era of the ledger that says why, and erase again."""
    options = ("-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose")
    arguments = ("-X", "-q", "--single-transaction", *options, "-f", "-")
    psql = programs.start("psql", *arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert psql.stdin is not None
    try:
        psql.stdin.write(EMPTIED)
        psql.stdin.flush()
        _written_out(dump, key, psql.stdin.fileno())
        psql.stdin.write(beginning_anew(words).encode())
        psql.stdin.close()
    except BackupRefused:
        psql.kill()  # before it reads the end of what it was told, and commits
        psql.wait()
        raise
    except BrokenPipeError:
        pass  # it stopped, and says why
    programs.require(psql, "The database refused the backup, and is as it was")


def beginning_anew(words: str) -> str:
    """What psql is told, as the owner, once older tables are in place: forget who is signed in, begin an era, erase."""
    everybody = "SET row_security = on; SET app.tenant = 'all';"  # as pg_restore left it, protected tables refuse
    lines = [everybody, *(EMPTY_ONE.format(table) for table in NOT_TAKEN_OVER)]  # an earlier version may lack some
    quoted = words.replace("'", "''").replace("\0", "")
    era = f"SELECT public.ledger_new_era('{quoted}');"  # first: a table with pending changes cannot be altered
    return "\n".join([*lines, era, *erasures.replay(), ""])


def _written_out(dump: Path, key: bytes | None, to: int) -> None:
    arguments = ("--no-owner", "--exit-on-error", "-f", "-")
    unpacking = programs.start("pg_restore", *arguments, stdin=subprocess.PIPE, stdout=to)
    assert unpacking.stdin is not None
    try:
        with reading(dump, key) as stream:
            shutil.copyfileobj(stream, unpacking.stdin, PIECE)
        unpacking.stdin.close()
    except BrokenPipeError:
        pass  # it stopped, and says why
    except BackupRefused:
        unpacking.kill()
        raise
    try:
        programs.require(unpacking, "pg_restore failed, and the database is as it was")
    except BackupRefused:
        if unpacking.returncode != -signal.SIGPIPE:  # by that one psql has stopped, and says why
            raise


def _migrate() -> None:
    """Bring the tables to this version, with the triggers and privileges that it asks for."""
    command = [sys.executable, str(settings.ROOT / "manage.py"), "migrate", "--noinput"]
    environment = os.environ | {"MIGRATE_DATABASE_URL": settings.OWNER_URL, "DATABASE_URL": settings.RUNTIME_URL}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"The backup is in place, but migrate failed: {done.stderr.strip()[-500:]}")


def _missing_keys(manifest: dict[str, Any]) -> list[str]:
    here = fingerprints()
    other = sorted(name for name, mark in manifest["keys"].items() if here.get(name) != mark)
    if not other:
        return []
    return [
        f"KEYRING_DIR has not the keys {', '.join(other)} of the system that was copied. Put them there from where you"
        " keep them and restart: until then what they sealed cannot be opened, and programs of trusts are refused."
    ]
