"""In which stage a case is at an instant: some stages come by the clock."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from conduct.models import Case, CaseAppeal
from conduct.workflow import PENDING_APPEAL, RUNNING, Status, stage_at

APPEALED = Exists(CaseAppeal.objects.filter(case=OuterRef("pk"), status__in=PENDING_APPEAL))
"""Whether an appeal against the decision on a case is pending; lists of cases carry it as `is_appealed`."""


def stage_of(*, case: Case, at: datetime) -> Status:
    """The stage of a case at an instant."""
    found = getattr(case, "determination", None)
    return stage_at(
        status=case.status,
        served_at=found.served_at if found else None,
        appeal_until_at=found.appeal_until_at if found else None,
        at=at,
        is_appealed=case.status in RUNNING and is_appealed(case=case),
    )


def is_appealed(*, case: Case) -> bool:
    """Whether an appeal against the decision on a case is pending."""
    known: bool | None = getattr(case, "is_appealed", None)
    return case.appeals.filter(status__in=PENDING_APPEAL).exists() if known is None else known


def in_stage(cases: QuerySet[Case], *, stage: str, at: datetime) -> QuerySet[Case]:
    """Those of the cases that are in a stage at an instant."""
    if stage not in RUNNING:
        return cases.filter(status=stage)
    is_open = Q(determination__appeal_until_at__gt=at) | Q(APPEALED)
    by_the_clock = {
        Status.DECISION_ISSUED: Q(determination__served_at__gt=at),
        Status.APPEAL_WINDOW: Q(determination__served_at__lte=at) & is_open,
        Status.FINAL: Q(determination__served_at__lte=at) & ~is_open,
    }
    return cases.filter(by_the_clock[Status(stage)], status__in=RUNNING)
