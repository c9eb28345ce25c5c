"""Reads of batches: an organisation's own, how far one has come, and its answers row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from barring.models import Check, CheckBatch, CheckBatchFault
from barring.rules.answers import CheckOutcome
from barring.workflow import BatchStatus
from kernel.history import acting

PREFIX = "chb_"
ROWS_A_READ = 1_000
ROW_COLUMNS = (
    "row",
    "client_ref",
    "check_id",
    "outcome",
    "employable_in_role",
    "registration_number",
    "error",
    "error_detail",
)
"""What is told of a row, in this order where there is one."""


def batches_of(*, organisation_id: int) -> QuerySet[CheckBatch]:
    """An organisation's own batches, newest first."""
    batches = CheckBatch.objects.filter(organisation_id=organisation_id)
    return batches.select_related("progress", "asked_by").order_by("-created_at", "-pk")


def batch_of(*, organisation_id: int, reference: str) -> CheckBatch | None:
    """The organisation's own batch of this reference; None if it has none, be it another's or nobody's."""
    id = id_in(reference)
    return batches_of(organisation_id=organisation_id).filter(pk=id).first() if id else None


def id_in(reference: str) -> UUID | None:
    """The id that a reference names; None for a text that is none."""
    digits = reference.removeprefix(PREFIX)
    if not reference.startswith(PREFIX) or len(digits) != 32 or set(digits) - set("0123456789abcdef"):
        return None
    return UUID(digits)


def page_of_batches(*, organisation_id: int, after: str, limit: int) -> list[CheckBatch] | None:
    """At most `limit` batches, older than the one of reference `after`; None if it has none of it."""
    batches = batches_of(organisation_id=organisation_id)
    if after:
        last = batch_of(organisation_id=organisation_id, reference=after)
        if last is None:
            return None
        same = batches.filter(created_at=last.created_at, pk__lt=last.pk)
        batches = batches.filter(created_at__lt=last.created_at) | same
    return list(batches[:limit])


def batch_shown(batch: CheckBatch) -> dict[str, Any]:
    """A batch as its organisation's programs read it."""
    return {
        "id": batch.reference,
        "state": BatchStatus(batch.status).value.lower(),
        "rows": batch.rows,
        "done": batch.progress.done,
        "outcomes": batch.progress.outcomes,
        "results": f"/api/v1/check-batches/{batch.reference}/results",
    }


def seconds_left(batch: CheckBatch, *, at: datetime) -> int | None:
    """How long the rest will take at the pace so far; None where nothing is known of it yet."""
    progress = batch.progress
    if batch.is_over or not progress.done or progress.started_at is None:
        return None
    return round((at - progress.started_at).total_seconds() * (batch.rows - progress.done) / progress.done)


@dataclass(frozen=True, kw_only=True)
class RowAnswered:
    """What became of one row."""

    row: int
    check: Check | None = None
    fault: CheckBatchFault | None = None


def rows_answered(*, batch: CheckBatch, outcome: str = "") -> Iterator[RowAnswered]:
    """Every row that was answered, in order: with `outcome`, those of one only; `error` for those not asked.

    Reads a thousand at a time in the name of the batch's organisation, whoever may be acting when it is drawn from.
    """
    checks = batch.checks.select_related("later_signature")
    faults = batch.faults.all()
    if outcome:
        checks = checks.filter(outcome=outcome) if outcome in set(CheckOutcome) else checks.none()
        faults = faults if outcome == "error" else faults.none()
    tenant = batch.organisation_id
    yield from merge(
        (RowAnswered(row=check.batch_row or 0, check=check) for check in _each(checks, "batch_row", tenant)),
        (RowAnswered(row=fault.row, fault=fault) for fault in _each(faults, "row", tenant)),
        key=_row,
    )


class RowsListed:
    """The rows of a batch for a page of a list: counted without being read. Of one outcome, or all."""

    def __init__(self, *, batch: CheckBatch, outcome: str) -> None:
        self._batch, self._outcome = batch, outcome

    def __len__(self) -> int:
        progress = self._batch.progress
        return int(progress.outcomes.get(self._outcome, 0)) if self._outcome else progress.done

    def __getitem__(self, part: slice) -> list[RowAnswered]:
        batch, outcome = self._batch, self._outcome
        if outcome == "error":
            return [RowAnswered(row=one.row, fault=one) for one in batch.faults.order_by("row")[part]]
        checks = batch.checks.order_by("batch_row")
        if outcome:
            return [RowAnswered(row=one.batch_row or 0, check=one) for one in checks.filter(outcome=outcome)[part]]
        places = {"gt": part.start, "lte": part.stop}
        found = [
            *(
                RowAnswered(row=one.batch_row or 0, check=one)
                for one in checks.filter(**{f"batch_row__{name}": place for name, place in places.items()})
            ),
            *(
                RowAnswered(row=one.row, fault=one)
                for one in batch.faults.filter(**{f"row__{name}": place for name, place in places.items()})
            ),
        ]
        return sorted(found, key=_row)


_row: Callable[[RowAnswered], int] = lambda one: one.row  # noqa: E731


def _each(rows: QuerySet[Any], place: str, tenant: int) -> Iterator[Any]:
    last = 0
    while True:
        with acting(tenant=tenant):
            some = list(rows.filter(**{f"{place}__gt": last}).order_by(place)[:ROWS_A_READ])
        yield from some
        if len(some) < ROWS_A_READ:
            return
        last = getattr(some[-1], place)


def row_shown(one: RowAnswered) -> dict[str, Any]:
    """The answer to one row in a line. What was erased since says so, and no more."""
    check, fault = one.check, one.fault
    shown: dict[str, Any] = {
        "row": one.row,
        "client_ref": None,
        "check_id": check.reference if check else None,
        "outcome": None,
        "employable_in_role": None,
        "registration_number": None,
        "error": fault.code if fault else None,
        "error_detail": fault.detail if fault else None,
    }
    if fault:
        return shown | {"client_ref": fault.client_ref or None}
    if check is None or check.is_erased:
        return shown | {"error": "erased"}
    return shown | {
        "client_ref": check.client_ref or None,
        "outcome": check.outcome,
        "employable_in_role": check.answer["employable_in_role"],
        "registration_number": check.answer["match"]["registration_number"],
    }
