"""Answering batches: a thousand rows at a time, each by the same statement, rules and words as a single check.

A part of a batch is one transaction, and holds the lock of its rows: whoever dies in it leaves them as they were, and
two workers never answer the same. Parts are taken in turn from the organisations that wait, so that a large batch of
one keeps no other waiting for longer than a part of it takes.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce, Now

from barring.actions.batch_budget import count_guesses
from barring.actions.batch_rows import RowFault, question_in, refused
from barring.actions.batch_storing import NewCheck, store_checks
from barring.actions.batches import SEALED_FOR, about
from barring.actions.checks import (
    Answer,
    OnBehalfOf,
    Question,
    QuestionRefused,
    asked_in,
    columns_of,
    found_by,
    known_for,
    require_answerable,
    require_link,
    review_due,
)
from barring.actions.receipts import state_claims
from barring.models import CheckBatch, CheckBatchFault, CheckBatchPart, CheckBatchProgress, CheckReview
from barring.models.checks import new_check_reference
from barring.queries.readings import Known, Reading, read_all
from barring.rules.answers import CheckOutcome, is_guess
from barring.rules.matching import Asked
from barring.workflow import BATCH, BatchAction, BatchStatus
from kernel.db.outages import is_outage
from kernel.events import record_event
from kernel.history import acting
from kernel.keys import DamagedKey, NotSealedHere, unseal
from kernel.ledger import LedgerBehind, require_sound
from kernel.models import EventType

LONGEST = 20.0
"""Seconds that one round of due work spends on batches, so that what else is due does not wait."""
UNANSWERABLE = "This row could not be answered. Ask about it by a single check, and tell us of it."
LONG_AGO = datetime.min.replace(tzinfo=UTC)
log = logging.getLogger("house.batches")


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One row that can be asked."""

    row: int
    question: Question
    asked: Asked


@dataclass
class _Answered:
    """What became of the rows of a part."""

    checks: list[NewCheck] = field(default_factory=list)
    faults: list[CheckBatchFault] = field(default_factory=list)
    guesses: list[Asked] = field(default_factory=list)

    def outcomes(self) -> Counter[str]:
        counted = Counter(str(check.outcome) for check in self.checks)
        return counted + Counter({"error": len(self.faults)})


def work_off(*, at: datetime) -> int:
    """Answer rows of whatever batches wait, for up to 20 seconds, and end the batches that are done; how many rows.

    Found by query, so it goes on where a worker died. Several may do it side by side.
    """
    until, done = time.monotonic() + LONGEST, 0
    while time.monotonic() < until:
        _end_what_is_done(at=at)
        answered_now = _work_on_next(at=at)
        if answered_now is None:
            break
        done += answered_now
    return done


def _end_what_is_done(*, at: datetime) -> None:
    left = CheckBatchPart.objects.filter(batch=OuterRef("pk"))
    for batch in CheckBatch.objects.filter(~Exists(left), status=BatchStatus.RUNNING):
        _end(batch, BatchAction.COMPLETE, at=at)


@transaction.atomic
def _end(batch: CheckBatch, action: BatchAction, *, at: datetime) -> None:
    """Complete or fail a batch, and tell its organisation; not one that somebody else has ended meanwhile."""
    batch = CheckBatch.objects.select_for_update(no_key=True, of=("self",)).select_related("progress").get(pk=batch.pk)
    if batch.is_over:
        return
    batch.status = BATCH.target(action, status=BatchStatus(batch.status))
    batch.ended_at = max(at, batch.created_at, batch.progress.worked_at or at)
    batch.save(update_fields=["status", "ended_at"])
    CheckBatchPart.objects.filter(batch=batch).delete()
    record_event(
        organisation_id=batch.organisation_id,
        type=EventType.CHECK_BATCH_COMPLETED,
        at=batch.ended_at,
        check=batch.reference,
    )


def _work_on_next(*, at: datetime) -> int | None:
    """Answer one part; how many rows it had. None where no part waits that nobody else works on."""
    for batch in _in_turn(at=at):
        if batch.status == BatchStatus.QUEUED:
            _start(batch)
        try:
            rows = _work_on(batch, at=at)
        except (NotSealedHere, DamagedKey) as fault:
            log.error("a batch cannot be read: %s", type(fault).__name__)
            _end(batch, BatchAction.FAIL, at=at)
            continue
        if rows is not None:
            return rows
    return None


def _in_turn(*, at: datetime) -> list[CheckBatch]:
    """The batches of askers who are not held: of the organisation served longest ago first, and its oldest first."""
    left = CheckBatchPart.objects.filter(batch=OuterRef("pk"))
    waiting = CheckBatch.objects.filter(Exists(left), status__in=[BatchStatus.QUEUED, BatchStatus.RUNNING])
    held = CheckBatchProgress.objects.filter(held_until__gt=at).values("batch__asked_by")
    waiting = waiting.exclude(asked_by__in=held)  # with whatever else they have sent
    batches = list(waiting.select_related("progress", "organisation").order_by("created_at", "pk"))
    served: dict[int, datetime] = {}
    for batch in batches:
        worked_at = batch.progress.worked_at or LONG_AGO
        served[batch.organisation_id] = max(worked_at, served.get(batch.organisation_id, LONG_AGO))
    return sorted(batches, key=lambda batch: served[batch.organisation_id])


@transaction.atomic
def _start(batch: CheckBatch) -> None:
    batch = CheckBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.status == BatchStatus.QUEUED:
        batch.status = BATCH.target(BatchAction.START, status=BatchStatus(batch.status))
        batch.save(update_fields=["status"])


@transaction.atomic
def _work_on(batch: CheckBatch, *, at: datetime) -> int | None:
    """Answer the first part of a batch that nobody else works on; how many rows it had. None where there is none."""
    parts = CheckBatchPart.objects.filter(batch=batch, batch__ended_at=None).order_by("first_row")
    part = parts.select_for_update(of=("self",), skip_locked=True).first()
    if part is None:
        return None
    with acting(tenant=batch.organisation_id, on_behalf_of=batch.asked_by_id):
        require_sound()
        text = unseal(purpose=SEALED_FOR, sealed=part.sealed, about=about(batch_id=batch.pk, first_row=part.first_row))
        rows = list(enumerate(json.loads(text), part.first_row))
        done = _answer(batch, rows)
        held_until = count_guesses(batch=batch, guesses=done.guesses, at=at)
        _count(batch, done.outcomes(), held_until)
        part.delete()
    return len(rows)


def _answer(batch: CheckBatch, rows: Sequence[tuple[int, Any]]) -> _Answered:
    """Answer these rows at once; where that fails for one of them, one by one, so that it fails alone."""
    try:
        with transaction.atomic():
            return _kept(batch, rows)
    except Exception as fault:
        if is_outage(fault) or isinstance(fault, LedgerBehind):
            raise
        log.error("rows of a batch could not be answered: %s", type(fault).__name__)
    if len(rows) == 1:
        return _unanswerable(batch, rows[0][0])
    whole = _Answered()
    for row in rows:
        one = _answer(batch, [row])
        whole.checks += one.checks
        whole.faults += one.faults
        whole.guesses += one.guesses
    return whole


def _kept(batch: CheckBatch, rows: Iterable[tuple[int, Any]]) -> _Answered:
    """The rows answered, and stored."""
    asker = OnBehalfOf(
        organisation_id=batch.organisation_id, organisation_code=batch.organisation.code, client_id=batch.client_id
    )
    done, waiting = _Answered(), []
    for place, given in rows:
        question = question_in(row=given, purpose=batch.purpose)
        if isinstance(question, Question):
            try:
                waiting.append(_Asked(row=place, question=question, asked=asked_in(subject=question.subject)))
                continue
            except QuestionRefused as refusal:
                question = refused(refusal=refusal, client_ref=question.client_ref)
        done.faults.append(_fault(batch, place, question))
    for one, reading in _read(waiting, asker):
        try:
            check = _check(batch, asker, one, reading)
            done.checks.append(check)
            if is_guess(outcome=check.outcome, number=one.asked.number) and not check.is_test:
                done.guesses.append(one.asked)
        except QuestionRefused as refusal:
            done.faults.append(_fault(batch, one.row, refused(refusal=refusal, client_ref=one.question.client_ref)))
    CheckBatchFault.objects.bulk_create(done.faults)
    store_checks(checks=done.checks)
    _open_reviews(done.checks)
    return done


def _read(waiting: Sequence[_Asked], asker: OnBehalfOf) -> Iterable[tuple[_Asked, Reading]]:
    """Each row with what was read for it: those that ask of the present by one statement, the others one by one."""
    past = [one for one in waiting if one.question.as_of or one.question.known_at]
    present = [one for one in waiting if not (one.question.as_of or one.question.known_at)]
    for some, as_of, known in (
        (present, None, Known()),
        *(([one], one.question.as_of, known_for(question=one.question, asker=asker)) for one in past),
    ):
        if some:
            places = [(one.asked, one.question.organisation or asker.organisation_code) for one in some]
            yield from zip(some, read_all(asked=places, as_of=as_of, known=known), strict=True)


def _check(batch: CheckBatch, asker: OnBehalfOf, one: _Asked, reading: Reading) -> NewCheck:
    """The check that answers a row, as a single one would; its receipt is signed when it is first fetched."""
    rules = require_answerable(question=one.question, reading=reading)
    found = found_by(question=one.question, asked=one.asked, asker=asker, reading=reading)
    require_link(question=one.question, asked=one.asked, asker=asker, then=found)
    columns = columns_of(
        given=Answer(
            question=one.question,
            asked=one.asked,
            asker=asker,
            by=batch.asked_by_id,
            reading=reading,
            rules=rules,
            match=found,
        )
    )
    of_batch = {"batch_id": batch.pk, "batch_row": one.row, "signed_with": "", "signature": b""}
    check = NewCheck(columns | of_batch | {"reference": new_check_reference()})
    state_claims(check=check, organisation=asker.organisation_code, ledger=reading.ledger)
    return check


def _open_reviews(checks: Iterable[NewCheck]) -> None:
    doubtful = [check for check in checks if check.outcome == CheckOutcome.NEEDS_REVIEW]
    if doubtful:
        due = review_due(at=doubtful[0].answered_at)
        CheckReview.objects.bulk_create(
            CheckReview(check_asked_id=check.id, opened_at=check.answered_at, **due) for check in doubtful
        )


def _fault(batch: CheckBatch, row: int, fault: RowFault) -> CheckBatchFault:
    return CheckBatchFault(
        organisation_id=batch.organisation_id,
        batch=batch,
        row=row,
        client_ref=fault.client_ref,
        code=fault.code,
        detail=fault.detail,
    )


def _unanswerable(batch: CheckBatch, row: int) -> _Answered:
    fault = _fault(batch, row, RowFault(client_ref="", code="unanswerable", detail=UNANSWERABLE))
    fault.save(force_insert=True)
    return _Answered(faults=[fault])


def _count(batch: CheckBatch, outcomes: Counter[str], held_until: datetime | None) -> None:
    """Add to the counts of a batch. The last act of a part, since its lock is held to the end of it."""
    progress = CheckBatchProgress.objects.select_for_update().get(pk=batch.pk)
    CheckBatchProgress.objects.filter(pk=batch.pk).update(
        done=F("done") + outcomes.total(),
        outcomes=dict(Counter(progress.outcomes) + outcomes),
        started_at=Coalesce(F("started_at"), Now()),
        worked_at=Now(),
        held_until=held_until,
    )
