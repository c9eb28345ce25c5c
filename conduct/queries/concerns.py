"""Concerns: what staff may see, and what the holder of a receipt code is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from conduct.models import (
    Case,
    CaseConcern,
    Concern,
    ConcernFile,
    ConcernMessage,
    ConcernReading,
    ConcernStep,
    Determination,
    NoticeAddress,
    SignpostCount,
)
from conduct.permissions import Permission
from conduct.queries.published import published_path
from conduct.rules.reporting import ReporterState, reporter_state
from conduct.rules.summaries import WORDS, extent
from conduct.workflow import FINISHED, ConcernAction
from kernel import receipt_codes as receipts
from kernel.models import User
from kernel.permissions import can


@dataclass(frozen=True)
class ReporterView:
    """All that a reporter sees of their concern."""

    state: ReporterState
    published_at: str
    """Where the decision is published on this site; empty while none is."""
    has_notices: bool
    received_at: datetime
    begun_at: datetime | None
    answered_at: datetime | None
    answer_due_at: datetime
    messages: tuple[ConcernMessage, ...]
    files: tuple[ConcernFile, ...]


def concerns_for(*, user: User) -> QuerySet[Concern]:
    """The concerns that a member of staff may open: all, or for an investigator those of the cases given to them.

    None of a case that is about themselves or that they stepped down from. Its words are not read with it: `words_of`
    says what of them somebody is shown.
    """
    closed = Case.objects.filter(Q(person__user=user) | Q(recusals__user=user))
    concerns = Concern.objects.select_related("organisation").defer(*WORDS)
    concerns = concerns.exclude(pk__in=CaseConcern.objects.filter(case__in=closed).values("concern"))
    if can(user, Permission.CONCERN_VIEW_ALL):
        return concerns
    if can(user, Permission.CASE_INVESTIGATE):
        return concerns.filter(case_concern__case__investigator=user)
    return concerns.none()


@dataclass(frozen=True, kw_only=True)
class Words:
    """What somebody is shown of what a reporter sent. `said` is empty, and the numbers count, what is held back."""

    is_reader: bool
    said: Mapping[str, str]
    summary: str
    messages: tuple[ConcernMessage, ...]
    files: tuple[ConcernFile, ...]
    held_messages: int
    held_files: int
    is_judged: bool
    sent: tuple[int, int]


def words_of(*, concern: Concern, user: User) -> Words:
    """The words, messages and files of a concern that somebody who may open it may read."""
    last = ConcernReading.objects.filter(concern=concern).last()
    is_reader = triages(concern=concern, user=user)
    read = (last.messages, last.files) if last else (0, 0)
    may = extent(is_reader=is_reader, reading=last.reading if last else "", messages=read[0], files=read[1])
    messages = list(concern.messages.select_related("by"))
    from_reporter = [one.pk for one in messages if one.from_reporter]
    held = set() if may.messages is None else set(from_reporter[may.messages :])
    files = list(files_of_concern(concern=concern))
    shown = files if may.files is None else [one for one in files if one.number <= may.files]
    said = Concern.objects.filter(pk=concern.pk).values(*WORDS).get() if may.words else {}
    return Words(
        is_reader=is_reader,
        said=said,
        summary=last.summary if last else "",
        messages=tuple(one for one in messages if one.pk not in held),
        files=tuple(shown),
        held_messages=len(held),
        held_files=len(files) - len(shown),
        is_judged=last is not None and read == (len(from_reporter), len(files)),
        sent=(len(from_reporter), len(files)),
    )


def triages(*, concern: Concern, user: User) -> bool:
    """Whether somebody began to triage a concern, or took that over last."""
    acts = [ConcernAction.TRIAGE, ConcernAction.TAKE_OVER]
    last = ConcernStep.objects.filter(concern=concern, action__in=acts).order_by("-pk")
    return last.values_list("by", flat=True).first() == user.pk


def unjudged_concerns(*, user: User) -> QuerySet[Concern]:
    """The concerns of which nobody has said yet who may read all that was sent, where that is somebody's to see to.

    It is whoever triages the concern, and once it is in a case that goes on whoever holds the case, who may take over
    the reading; where that account is closed, everybody who may triage.
    """
    acts = [ConcernAction.TRIAGE, ConcernAction.TAKE_OVER]
    steps = ConcernStep.objects.filter(concern=OuterRef("pk"), action__in=acts).order_by("-pk")
    readings = ConcernReading.objects.filter(concern=OuterRef("pk")).order_by("-pk")
    held = CaseConcern.objects.filter(concern=OuterRef("pk")).exclude(case__status__in=FINISHED)
    theirs = Coalesce(Subquery(held.values("case__caseworker")[:1]), Subquery(steps.values("by")[:1]))
    counted = concerns_for(user=user).annotate(
        theirs=theirs,
        of_messages=Subquery(readings.values("messages")[:1]),
        of_files=Subquery(readings.values("files")[:1]),
        came=Count("messages", filter=Q(messages__from_reporter=True), distinct=True),
        sent=Count("files", distinct=True),
    )
    mine = Q(theirs=user.pk) | Q(theirs__in=User.objects.filter(is_active=False).values("pk"))
    return counted.filter(mine, Q(of_messages=None) | ~Q(of_messages=F("came")) | ~Q(of_files=F("sent")))


def concern_by_receipt(*, typed: str) -> Concern | None:
    """The concern of a receipt code as typed; None alike for a wrong, a malformed and a never issued code."""
    digest = receipts.digest(receipts.read(typed))
    return Concern.objects.filter(receipt_digest=digest).first()


def reporter_view(*, concern: Concern, at: datetime) -> ReporterView:
    """What the holder of the receipt code is told at an instant."""
    case = case_of_concern(concern=concern)
    is_served = case is not None and Determination.objects.filter(case=case, served_at__lte=at).exists()
    state = reporter_state(status=concern.status, case_status=case.status if case else None, is_served=is_served)
    begun = (
        ConcernStep.objects.filter(concern=concern, action=ConcernAction.TRIAGE).values_list("at", flat=True).first()
    )
    return ReporterView(
        state=state,
        published_at=published_path(case=case, at=at),
        has_notices=NoticeAddress.objects.filter(concern=concern, ended_at=None).exists(),
        received_at=concern.received_at,
        begun_at=begun,
        answered_at=answered_at(concern=concern),
        answer_due_at=concern.answer_due_at,
        messages=tuple(concern.messages.all()),
        files=tuple(files_of_concern(concern=concern)),
    )


def answered_at(*, concern: Concern) -> datetime | None:
    """When somebody first wrote to the reporter. What the system says by itself is no answer."""
    written = ConcernMessage.objects.filter(concern=concern, from_reporter=False, by__is_system=False)
    return written.values_list("at", flat=True).first()


def unanswered_concerns() -> QuerySet[Concern]:
    """Concerns to whose reporter nobody has written yet."""
    written = ConcernMessage.objects.filter(from_reporter=False, by__is_system=False)
    return Concern.objects.exclude(pk__in=written.values("concern"))


def files_of_concern(*, concern: Concern) -> QuerySet[ConcernFile]:
    """What the reporter sent."""
    return ConcernFile.objects.filter(concern=concern).select_related("file")


def case_of_concern(*, concern: Concern) -> Case | None:
    """The case that a concern is part of, if it is of one."""
    return Case.objects.filter(case_concerns__concern=concern).first()


def last_concern_step(*, concern: Concern) -> int:
    """The number of a concern's latest step, 0 where nothing was done yet."""
    return ConcernStep.objects.filter(concern=concern).order_by("-pk").values_list("pk", flat=True).first() or 0


def signpost_counts() -> QuerySet[SignpostCount]:
    """How often people were told who else looks into their subject, newest month first."""
    return SignpostCount.objects.order_by("-month", "subject")
