"""Reporters whose case has ended, and who have not been told how."""

from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from conduct.models import CaseStep, Concern, ConcernMessage, Determination
from conduct.permissions import Permission
from conduct.queries.concerns import concerns_for
from conduct.workflow import SERVED, Status
from kernel.models import User
from kernel.permissions import can

UNDECIDED_ENDS = (Status.NOT_TAKEN_FURTHER, Status.WITHDRAWN)


def untold_reporters(*, at: datetime) -> QuerySet[Concern]:
    """Concerns whose case has ended, and to whose reporter nobody has written since; each with its `ended_at`.

    A case ends for its reporter when the decision is served, or with the step that closed or withdrew it.
    """
    case = OuterRef("case_concern__case")
    stopped = CaseStep.objects.filter(case=case, status__in=UNDECIDED_ENDS).order_by("-pk").values("at")[:1]
    decided = Determination.objects.filter(case=case, served_at__lte=at).order_by("-served_at").values("served_at")[:1]
    ends = Case(
        When(case_concern__case__status__in=UNDECIDED_ENDS, then=Subquery(stopped)),
        When(case_concern__case__status__in=SERVED, then=Subquery(decided)),
    )
    written = ConcernMessage.objects.filter(concern=OuterRef("pk"), from_reporter=False, by__is_system=False)
    found = Concern.objects.annotate(ended_at=ends).filter(ended_at__isnull=False)
    return found.exclude(Exists(written.filter(at__gte=OuterRef("ended_at")))).order_by("pk")


def endings_to_tell(*, user: User, at: datetime) -> QuerySet[Concern]:
    """Those whom somebody is to tell: who holds the case; where that account is closed, everybody who may triage."""
    if not can(user, Permission.CONCERN_MESSAGE):
        return Concern.objects.none()
    mine = Q(case_concern__case__caseworker=user)
    if can(user, Permission.CONCERN_TRIAGE):
        mine |= Q(case_concern__case__caseworker__is_active=False)
    seen = concerns_for(user=user).values("pk")
    return untold_reporters(at=at).filter(mine, pk__in=seen)


def is_untold(*, concern: Concern, at: datetime) -> bool:
    """Whether the case of a concern has ended, and nobody has told its reporter."""
    return untold_reporters(at=at).filter(pk=concern.pk).exists()
