"""Concerns: what staff may see, and what the holder of a receipt code is shown."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from conduct.models import Case, Concern, ConcernFile, ConcernMessage, ConcernStep, Determination, SignpostCount
from conduct.permissions import Permission
from conduct.rules import receipts
from conduct.rules.reporting import ReporterState, reporter_state
from conduct.workflow import ConcernAction
from kernel.models import User
from kernel.permissions import can


@dataclass(frozen=True)
class ReporterView:
    """All that a reporter sees of their concern."""

    state: ReporterState
    received_at: datetime
    begun_at: datetime | None
    answered_at: datetime | None
    answer_due_at: datetime
    messages: tuple[ConcernMessage, ...]
    files: tuple[ConcernFile, ...]


def concerns_for(*, user: User) -> QuerySet[Concern]:
    """The concerns that a member of staff may open: all, or for an investigator those of the cases given to them."""
    concerns = Concern.objects.select_related("organisation")
    if can(user, Permission.CONCERN_VIEW_ALL):
        return concerns
    if can(user, Permission.CASE_INVESTIGATE):
        return concerns.filter(case_concern__case__investigator=user)
    return concerns.none()


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
