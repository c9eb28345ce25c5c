"""Watching everybody in a file: taken in at once, and worked through by due work."""

import json
import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import Error, transaction

from barring.actions.batch_budget import count_guesses, is_held
from barring.actions.batch_rows import question_of_cells
from barring.actions.checks import Asker, OnBehalfOf, QuestionRefused, asked_of
from barring.actions.watches import watch
from barring.models import Check, WatchBatch, WatchBatchFault, WatchBatchRow
from barring.rules.answers import Purpose, is_guess
from barring.rules.watch_files import Line
from kernel.history import acting
from kernel.keys import seal, unseal
from kernel.ledger import LedgerBehind

SEALED_FOR = "watch-batches"
TOGETHER = 25  # rows of one transaction
LONGEST_RUN = 25.0  # seconds; what is left is taken up by the next run
log = logging.getLogger("house.watches")


@transaction.atomic
def start_watch_batch(
    *, lines: Sequence[Line], purpose: Purpose, asker: OnBehalfOf, by: Asker, at: datetime
) -> WatchBatch:
    """Take in the lines of a file, at least one. Those that cannot be read are told of; the others will be watched."""
    batch = WatchBatch.objects.create(
        organisation_id=asker.organisation_id,
        client_id=asker.client_id,
        asked_by_id=by.pk,
        purpose=purpose.value,
        rows=len(lines),
        created_at=at,
        ended_at=at if all(line.code for line in lines) else None,
    )
    WatchBatchFault.objects.bulk_create(
        [_fault(batch, line.number, line.reference, line.code, line.detail) for line in lines if line.code]
    )
    WatchBatchRow.objects.bulk_create(
        [
            WatchBatchRow(
                organisation_id=batch.organisation_id,
                batch=batch,
                line=line.number,
                sealed=seal(purpose=SEALED_FOR, value=json.dumps(line.cells), about=f"{batch.pk} {line.number}"),
            )
            for line in lines
            if not line.code
        ]
    )
    return batch


def work_on_watch_batches(*, at: datetime) -> int:
    """Watch whom the waiting rows name, the oldest file first, for half a minute at most; how many rows.

    Done twice at once, each takes rows that the other has not. A row is there until it is a watch: a crash loses none.
    """
    began, done = time.monotonic(), 0
    for batch in WatchBatch.objects.filter(ended_at=None).select_related("organisation").order_by("created_at", "pk"):
        while time.monotonic() - began < LONGEST_RUN and not is_held(batch=batch, at=at):
            with acting(user=batch.asked_by_id):
                some = _work(batch, at=at)
            done += some
            if not some:
                break
    return done


@transaction.atomic
def _work(batch: WatchBatch, *, at: datetime) -> int:
    rows = list(
        WatchBatchRow.objects.select_for_update(skip_locked=True).filter(batch=batch).order_by("line")[:TOGETHER]
    )
    checks = [check for row in rows if (check := _watch(batch, row, at=at)) is not None]
    WatchBatchRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if not rows and not WatchBatchRow.objects.filter(batch=batch).exists():
        WatchBatch.objects.filter(pk=batch.pk, ended_at=None).update(ended_at=at)
    count_guesses(batch=batch, guesses=[asked_of(check=check) for check in checks if _is_guess(check)], at=at)
    return len(rows)


def _is_guess(check: Check) -> bool:
    return is_guess(outcome=check.outcome, number=check.subject["registration_number"]) and not check.is_test


def _watch(batch: WatchBatch, row: WatchBatchRow, *, at: datetime) -> Check | None:
    """Watch whom a row names; the first check, or nothing where that cannot be done and is told."""
    cells = json.loads(unseal(purpose=SEALED_FOR, sealed=row.sealed, about=f"{batch.pk} {row.line}"))
    asker = OnBehalfOf(
        organisation_id=batch.organisation_id,
        organisation_code=batch.organisation.code,
        client_id=batch.client_id,
    )
    try:
        question = question_of_cells(cells=cells, purpose=batch.purpose)
        with transaction.atomic():
            kept, _ = watch(reference=cells["ref"], question=question, asker=asker, by=batch.asked_by, at=at)
        return kept.first_check
    except QuestionRefused as refusal:
        first = refusal.faults[0]
        _fault(batch, row.line, cells["ref"], first.code, refusal.text).save(force_insert=True)
    except (Error, LedgerBehind):
        raise
    except Exception as fault:  # one that cannot be watched must not keep the others
        log.error("a row could not be watched: %s", type(fault).__name__)
        text = "This system failed at this row. Send it again."
        _fault(batch, row.line, cells["ref"], "fault", text).save(force_insert=True)
    return None


def _fault(batch: WatchBatch, line: int, reference: str, code: str, detail: str) -> WatchBatchFault:
    return WatchBatchFault(
        organisation_id=batch.organisation_id, batch=batch, line=line, reference=reference, code=code, detail=detail
    )
