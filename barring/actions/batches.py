"""Batches: taken in row by row, cancelled. `barring.actions.batch_work` answers them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from barring.actions.batch_rows import Row
from barring.actions.checks import Asker, OnBehalfOf
from barring.models import CheckBatch, CheckBatchPart, CheckBatchProgress
from barring.workflow import BATCH, BatchAction, BatchStatus
from kernel.errors import ActionRefused
from kernel.keys import seal

SEALED_FOR = "batches"
MOST_ROWS = 1_000_000
ROWS_A_PART = 1_000
"""What is answered in one transaction."""


class TooManyRows(ActionRefused):
    """The file has more rows than a batch takes."""


class NoRows(ActionRefused):
    """There is nothing to ask."""


class Intake:
    """A batch on its way in: rows are added one by one, and PostgreSQL holds them a thousand at a time, sealed."""

    def __init__(self, *, asker: OnBehalfOf, by: Asker, id: UUID) -> None:
        self.rows = 0
        self._asker, self._by = asker, by
        self._id = id
        self._held: list[Row] = []

    def add(self, row: Row) -> None:
        """Take one row. Refuses (TooManyRows) the one after the millionth."""
        if self.rows == MOST_ROWS:
            raise TooManyRows(f"A batch takes up to {MOST_ROWS:,} rows. Send the rest as another.")
        self.rows += 1
        self._held.append(row)
        if len(self._held) == ROWS_A_PART:
            self._store()

    def finish(self, *, purpose: str, at: datetime) -> CheckBatch:
        """The batch, queued. `purpose` is empty where each row says its own. Refuses (NoRows) one without rows."""
        if not self.rows:
            raise NoRows("There is no row to ask about.")
        self._store()
        batch = CheckBatch.objects.create(
            pk=self._id,
            organisation_id=self._asker.organisation_id,
            client_id=self._asker.client_id,
            asked_by_id=self._by.pk,
            purpose=purpose,
            rows=self.rows,
            created_at=at,
        )
        CheckBatchProgress.objects.create(batch=batch)
        return batch

    def _store(self) -> None:
        if not self._held:
            return
        first = self.rows - len(self._held) + 1
        text = json.dumps(self._held, ensure_ascii=False, separators=(",", ":"))
        CheckBatchPart.objects.create(
            organisation_id=self._asker.organisation_id,
            batch_id=self._id,
            first_row=first,
            sealed=seal(purpose=SEALED_FOR, value=text, about=about(batch_id=self._id, first_row=first)),
        )
        self._held = []


def about(*, batch_id: object, first_row: int) -> str:
    """What a part is sealed about: it opens in its own place only."""
    return f"{batch_id} {first_row}"


@contextmanager
def taking_in(*, asker: OnBehalfOf, by: Asker, id: UUID | None = None) -> Iterator[Intake]:
    """Take a batch in, all of it or nothing: what is raised inside takes the rows back. `id` is the batch's."""
    with transaction.atomic():
        yield Intake(asker=asker, by=by, id=id or uuid4())


@transaction.atomic
def cancel(*, batch: CheckBatch, at: datetime) -> CheckBatch:
    """Answer no more rows of a batch; those answered stay answered. Refuses (NotAllowedNow) one that is over."""
    batch = CheckBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    batch.status = BATCH.target(BatchAction.CANCEL, status=BatchStatus(batch.status))
    batch.ended_at = at
    batch.save(update_fields=["status", "ended_at"])
    CheckBatchPart.objects.filter(batch=batch).delete()
    return batch
