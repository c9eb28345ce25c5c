"""Concerns: raised without a name, read, answered, closed, or made into a case.

What a reporter does is written in the system's name, without the request's id: nothing in the database, history
included, leads from a concern to whoever raised it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from conduct.actions.identities import seal_identity
from conduct.actions.messages import end_notices, tell_reporter
from conduct.actions.steps import locked, take_step
from conduct.models import (
    Case,
    CaseConcern,
    Concern,
    ConcernFile,
    ConcernMessage,
    ConcernReading,
    ConcernStep,
    NoticeAddress,
    ReporterIdentity,
    SignpostCount,
)
from conduct.queries import triages
from conduct.rules.deadlines import ANSWERED, RECEIPT
from conduct.rules.identities import Identity, Mode
from conduct.rules.raising import Reporter, Subject
from conduct.rules.summaries import Reading, require_all_read, require_reader
from conduct.workflow import CONCERN, FINISHED, Action, ConcernAction
from kernel import receipt_codes as receipts
from kernel.actions import store_file
from kernel.actions.files import TooManyFiles
from kernel.clocks import format_instant, today
from kernel.deadlines import deadline
from kernel.errors import ActionRefused, ChangedMeanwhile
from kernel.files.examining import ExaminedFile
from kernel.files.kinds import ABOUT
from kernel.history import acting, recorded
from kernel.models import User
from kernel.outbox import sealed_address
from kernel.queries import organisation_by_code, organisations, system_user, system_user_id
from kernel.rulesets import row_in_force
from kernel.workflow import NotAllowedNow

MOST_FILES = 20
ALREADY_SENT = "You have already sent this concern. To add to it, come back with your receipt code and send a message."

TAKEN_UP_AGAIN = "We are looking into your concern again."


class AlreadySent(ActionRefused):
    """The same form again, with other words: its receipt was given already."""


class SealedAlready(ActionRefused):
    """What is sealed cannot be compared, so a second is not taken."""


class CaseNotOpen(NotAllowedNow):
    """The case has ended, so no concern can join it."""


@contextmanager
def _unnamed() -> Iterator[None]:
    with acting(user=system_user_id(), reason="", on_behalf_of=None, request_id=""), transaction.atomic():
        yield


def raise_concern(
    *,
    draft: str,
    category: str,
    about_name: str,
    about_role: str,
    organisation: str,
    what_happened: str,
    when_text: str,
    reporter: Reporter,
    identity: Identity | None = None,
    notices_to: str = "",
    at: datetime,
) -> str:
    """Store a concern and return its receipt code, which is kept nowhere.

    `draft` is the secret of the form: sent twice, it stores one concern and gives the same code. `organisation` is a
    code or name of one we know, or any words. `reporter` is what they say of their own position, for the yearly report
    of a prescribed person (SI 2017/507). `identity` and `notices_to`, an e-mail address, are sealed. Refuses a draft
    already sent with other words, and while there is no key to seal to.
    """
    code = receipts.code_of(draft)
    said = {
        "category": category,
        "about_name": about_name,
        "about_role": about_role,
        "organisation_text": organisation,
        "what_happened": what_happened,
        "when_text": when_text,
        **asdict(reporter),
    }
    with _unnamed():
        concern, is_new = Concern.objects.get_or_create(
            receipt_digest=receipts.digest(code), defaults=said | _as_received(organisation, at=at)
        )
        if is_new:
            _seal(concern, identity=identity, notices_to=notices_to, at=at)
    if not is_new and any(getattr(concern, name) != value for name, value in said.items()):
        raise AlreadySent(ALREADY_SENT)
    return code


def _as_received(organisation: str, *, at: datetime) -> dict[str, Any]:
    known = organisation_by_code(organisation) or organisations().filter(name__iexact=organisation).first()
    rule_set = row_in_force(at)
    counted = deadline(rule_set=rule_set, parameter=ANSWERED, beginning=RECEIPT, begins_on=today(at))
    return {"organisation": known, "received_at": at, "answer_due_at": counted.ends_at, "rule_set": rule_set}


def _seal(concern: Concern, *, identity: Identity | None, notices_to: str, at: datetime) -> None:
    if identity is not None:
        seal_identity(concern=concern, identity=identity, at=at)
    if notices_to:
        NoticeAddress.objects.create(concern=concern, sealed_to=sealed_address(notices_to))


def count_signpost(*, subject: Subject, at: datetime) -> None:
    """Somebody was told who else looks into their subject. Counted by month; nothing else of it is kept."""
    month = today(at).replace(day=1)
    with transaction.atomic():
        SignpostCount.objects.get_or_create(subject=subject, month=month)
        SignpostCount.objects.filter(subject=subject, month=month).update(shown=F("shown") + 1)


def add_reporter_message(*, concern: Concern, text: str, at: datetime) -> ConcernMessage:
    """A message from the reporter, at any stage. The same words twice running are one message."""
    with _unnamed():
        Concern.objects.select_for_update().get(pk=concern.pk)
        last = ConcernMessage.objects.filter(concern=concern).last()
        if last is not None and last.from_reporter and last.text == text:
            return last
        return ConcernMessage.objects.create(concern=concern, from_reporter=True, text=text, at=at)


def add_identity(
    *, concern: Concern, mode: Mode, identity: Identity | None, notices_to: str = "", at: datetime
) -> None:
    """Who a reporter is, or where notices go, given later and sealed as at first. What was sealed before stays."""
    with _unnamed():
        held = Concern.objects.select_for_update().get(pk=concern.pk)
        if identity is not None and ReporterIdentity.objects.filter(concern=held).exists():
            raise SealedAlready(
                "You have sealed who you are already, and nobody here can change it. Write us a message."
            )
        if notices_to and NoticeAddress.objects.filter(concern=held, ended_at=None).exists():
            raise SealedAlready("You have given an address for notices already. Stop the emails to it first.")
        if identity is not None:
            held.mode = mode
            held.save(update_fields=["mode"])
        _seal(held, identity=identity, notices_to=notices_to, at=at)


def stop_notices(*, concern: Concern, at: datetime) -> bool:
    """Send a reporter no e-mail any more, as they ask with their code. They may give another address later."""
    with _unnamed():
        Concern.objects.select_for_update().get(pk=concern.pk)
        return end_notices(concern=concern, at=at)


def add_reporter_file(*, concern: Concern, file: ExaminedFile, at: datetime) -> ConcernFile:
    """A file from the reporter. Only what was made anew of it is kept, under a name of ours: what they sent, and what
    they called it, may say who they are. The same file twice running is one. Refuses a twenty-first."""
    with _unnamed():
        Concern.objects.select_for_update().get(pk=concern.pk)
        last = concern.files.select_related("file").last()
        if last is not None and last.file.digest == hashlib.sha256(file.served).hexdigest():
            return last
        number = last.number + 1 if last else 1
        if number > MOST_FILES:
            raise TooManyFiles(f"You have sent {MOST_FILES} files, and we can take no more. Put several into one PDF.")
        name = f"File {number}{ABOUT[file.kind].endings[0]}"
        stored = store_file(file=replace(file, name=name, original=file.served), by=system_user(), at=at)
        return ConcernFile.objects.create(concern=concern, number=number, file=stored)


@recorded()
def send_message(*, concern: Concern, text: str, by: User, at: datetime) -> ConcernMessage:
    """A message to the reporter, who reads it when they come back with their code."""
    Concern.objects.select_for_update().get(pk=concern.pk)
    return tell_reporter(concern=concern, text=text, by=by, at=at)


@recorded()
def triage_concern(*, concern: Concern, by: User, at: datetime, seen: int | None = None) -> Concern:
    """Begin to read and weigh a concern."""
    held = locked_concern(concern=concern, seen=seen)
    take_concern_step(concern=held, action=ConcernAction.TRIAGE, by=by, at=at)
    return held


@recorded()
def take_over_reading(*, concern: Concern, reason: str, by: User, at: datetime, seen: int | None = None) -> Concern:
    """Read a concern in place of whoever triaged it, for a reason that is kept."""
    held = locked_concern(concern=concern, seen=seen)
    take_concern_step(concern=held, action=ConcernAction.TAKE_OVER, by=by, at=at, reason=reason)
    return held


@recorded()
def say_who_reads(
    *, concern: Concern, reading: Reading, summary: str = "", shown: tuple[int, int], by: User, at: datetime
) -> ConcernReading:
    """Say of all that a reporter sent who may read it: everybody who may open the concern, or nobody but a summary.

    `shown` are the numbers of messages and files that were read. Refuses anybody but whoever triages it.
    """
    Concern.objects.select_for_update().get(pk=concern.pk)
    require_reader(is_reader=triages(concern=concern, user=by))
    there = (concern.messages.filter(from_reporter=True).count(), concern.files.count())
    require_all_read(shown=shown, there=there)
    kept = summary if reading == Reading.SUMMARY else ""
    return concern.readings.create(reading=reading, summary=kept, messages=there[0], files=there[1], by=by, at=at)


@recorded()
def close_concern(
    *, concern: Concern, reason: str, told: str, by: User, at: datetime, seen: int | None = None
) -> Concern:
    """End a concern without a case, for a recorded reason.

    `told` is the message to the reporter on what was done and why no more can be said; nobody is left without one.
    """
    held = locked_concern(concern=concern, seen=seen)
    take_concern_step(concern=held, action=ConcernAction.CLOSE, by=by, at=at, reason=reason)
    tell_reporter(concern=held, text=told, by=by, at=at)
    return held


@recorded()
def reopen_concern(*, concern: Concern, reason: str, by: User, at: datetime, seen: int | None = None) -> Concern:
    """Weigh a closed concern again, for a reason such as new evidence. Its reporter is told in their mailbox."""
    held = locked_concern(concern=concern, seen=seen)
    take_concern_step(concern=held, action=ConcernAction.REOPEN, by=by, at=at, reason=reason)
    tell_reporter(concern=held, text=TAKEN_UP_AGAIN, by=by, at=at)
    return held


@recorded()
def join_case(*, concern: Concern, case: Case, by: User, at: datetime, seen: int | None = None) -> Concern:
    """Add a concern to a case that is open already. Refuses a case that has ended.

    A case was received when its first concern was: an older one that joins makes it so old.
    """
    held = locked_concern(concern=concern, seen=seen)
    joined = locked(case=case, action=None, at=at, seen=None)
    if joined.status in FINISHED:
        raise CaseNotOpen(f"Case {joined.reference} has ended. Open a new case instead.")
    take_concern_step(concern=held, action=ConcernAction.JOIN_CASE, by=by, at=at, reason=joined.reference)
    CaseConcern.objects.create(case=joined, concern=held)
    joined.received_at = min(joined.received_at, held.received_at)
    words = f"Concern {held.pk}"
    take_step(case=joined, action=Action.TAKE_IN, by=by, at=at, reason=words, changed=("received_at",))
    return held


def locked_concern(*, concern: Concern, seen: int | None) -> Concern:
    """The concern as it is now, locked. `seen` as for a case: the latest step on the page, 0 where there was none."""
    held = Concern.objects.select_for_update().get(pk=concern.pk)
    if seen is not None:
        since = ConcernStep.objects.filter(concern=held, pk__gt=seen).select_related("by")
        if done := [f"{step.by.name}: {step.get_action_display()}, {format_instant(step.at)}" for step in since]:
            raise ChangedMeanwhile(
                f"This concern changed after you opened the page, so nothing was saved. Since then: {'; '.join(done)}."
            )
    return held


def take_concern_step(*, concern: Concern, action: ConcernAction, by: User, at: datetime, reason: str = "") -> None:
    """Move a locked concern by the table of moves, and write the step down."""
    concern.status = CONCERN.target(action, status=concern.status)
    concern.save(update_fields=["status"])
    concern.steps.create(action=action, status=concern.status, by=by, at=at, reason=reason)
