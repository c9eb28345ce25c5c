"""Storing files that were examined, having them scanned, and sweeping what has no row."""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Sum

from kernel.errors import ActionRefused
from kernel.files import scanner, store
from kernel.files.examining import ExaminedFile
from kernel.models import Erasure, StoredFile, User
from kernel.models.files import ERASED

MOST_A_DAY = 200
MOST_BYTES_A_DAY = 1_000_000_000
SCANS_A_PASS = 20
LOOKED_FOR = timedelta(days=2)
"""How long after an erasure each pass looks for bytes. Within two hours the sweep sees every folder anyway."""

log = logging.getLogger("house.files")


class TooManyFiles(ActionRefused):
    """A quota is used up."""


def store_file(*, file: ExaminedFile, by: User, at: datetime) -> StoredFile:
    """Store an examined file in the caller's transaction: both copies are durable before it commits.

    Refuses who has sent 200 files or a gigabyte within 24 hours, and when the disk is full. What comes in without a
    sender, in the system's name, its own action limits.
    """
    if not by.is_system:
        _require_room(file, by=by, at=at)
    key = uuid4()
    store.write(key=key, copy=store.Copy.ORIGINAL, content=file.original)
    store.write(key=key, copy=store.Copy.SERVED, content=file.served)
    return StoredFile.objects.create(
        pk=key,
        name=file.name,
        content_type=file.kind,
        size=len(file.original),
        digest=hashlib.sha256(file.original).hexdigest(),
        uploaded_by=by,
        uploaded_at=at,
    )


def _require_room(file: ExaminedFile, *, by: User, at: datetime) -> None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two uploads at once count each other
    today = StoredFile.objects.filter(uploaded_by=by, uploaded_at__gt=at - timedelta(days=1))
    sent = today.aggregate(files=Count("pk"), size=Sum("size", default=0))
    if sent["files"] >= MOST_A_DAY or sent["size"] + len(file.original) > MOST_BYTES_A_DAY:
        raise TooManyFiles("You have sent as many files as one person can in 24 hours. Send the rest tomorrow.")


def scan_files(*, at: datetime) -> int:
    """Have files scanned that no scanner has seen, and write down the verdicts; how many there were.

    The originals are scanned, in no order, so that one without a verdict holds up no other. The scanner is asked
    outside any transaction; two at once ask twice and agree. Without a scanner there is nothing to do; with one that
    is silent, the files go on waiting.
    """
    if not scanner.is_configured():
        return 0
    done = 0
    waiting = StoredFile.objects.filter(scan=StoredFile.Scan.NONE).exclude(digest=ERASED).order_by("?")
    for key in waiting.values_list("pk", flat=True)[:SCANS_A_PASS]:
        try:
            found = scanner.verdict_on(store.read(key=key, copy=store.Copy.ORIGINAL))
        except scanner.ScannerSilent:
            log.warning("the virus scanner does not answer")
            break
        except (scanner.NoVerdict, store.FileLost) as fault:
            log.warning("a file was not scanned", exc_info=fault)
            continue
        done += _write_verdict(key, found, at)
    return done


def _write_verdict(key: UUID, found: str, at: datetime) -> int:
    with transaction.atomic():
        file = StoredFile.objects.select_for_update().get(pk=key)
        if file.scan != StoredFile.Scan.NONE:
            return 0
        file.scan = StoredFile.Scan.INFECTED if found else StoredFile.Scan.CLEAN
        file.finding, file.scanned_at = found, at
        file.save(update_fields=["scan", "finding", "scanned_at"])
    return 1


def delete_erased_files(*, at: datetime) -> int:
    """Delete the bytes, originals too, of files whose rows were erased in the last days; how many files had any.

    Erasing blanks the row first, and its tombstone is what this finds: killed at any point, the next pass goes on.
    What lies about later still, since it came back with a backup say, the sweep deletes: no erased row claims it.
    """
    tombstones = Erasure.objects.filter(table=StoredFile._meta.db_table, at__gt=at - LOOKED_FOR)
    named = [UUID(key) for tombstone in tombstones for key in tombstone.rows]
    erased = StoredFile.objects.filter(pk__in=named, digest=ERASED)
    return sum(store.delete(key=key) for key in erased.values_list("pk", flat=True))


def sweep_files(*, at: datetime) -> int:
    """Delete bytes that no row claims: left behind by a crash, by a refusal after they were written, or erased."""
    return store.sweep(at=at, claimed=_claimed)


def _claimed(keys: Collection[UUID]) -> set[UUID]:
    return set(StoredFile.objects.filter(pk__in=keys).exclude(digest=ERASED).values_list("pk", flat=True))
