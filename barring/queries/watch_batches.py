"""Reads of files of people to be watched."""

from typing import Any

from django.db.models import QuerySet

from barring.models import WatchBatch, WatchBatchFault
from kernel.clocks import instant


def watch_batches_of(*, organisation_id: int) -> QuerySet[WatchBatch]:
    """An organisation's own files, the newest first."""
    return (
        WatchBatch.objects.filter(organisation_id=organisation_id)
        .select_related("asked_by")
        .order_by("-created_at", "-pk")
    )


def watch_batch_of(*, organisation_id: int, reference: str) -> WatchBatch | None:
    """The organisation's own file of this reference; None if it has none."""
    digits = reference.removeprefix("wab_")
    if len(digits) != 32 or not set(digits) <= set("0123456789abcdef"):
        return None
    return watch_batches_of(organisation_id=organisation_id).filter(pk=digits).first()


def progress_of(batch: WatchBatch) -> dict[str, int]:
    """How many rows a file has, how many are done, and how many of these could not be watched."""
    waiting, faults = batch.waiting.count(), batch.faults.count()
    return {"rows": batch.rows, "done": batch.rows - waiting, "faults": faults}


def watch_batch_shown(batch: WatchBatch) -> dict[str, Any]:
    """A file as its organisation's programs read it."""
    return {
        "id": batch.reference,
        "state": "complete" if batch.ended_at else "running",
        "purpose": batch.purpose,
        **progress_of(batch),
        "errors": f"/api/v1/watch-batches/{batch.reference}/errors",
        "created_at": instant(batch.created_at),
        "ended_at": instant(batch.ended_at) if batch.ended_at else None,
    }


def faults_of(*, batch: WatchBatch, after: int = 0) -> QuerySet[WatchBatchFault]:
    """The lines that could not be watched, in order, below a line."""
    return WatchBatchFault.objects.filter(batch=batch, line__gt=after).order_by("line")


def fault_shown(fault: WatchBatchFault) -> dict[str, Any]:
    """What was wrong with one line."""
    return {"line": fault.line, "ref": fault.reference or None, "code": fault.code, "detail": fault.detail}
