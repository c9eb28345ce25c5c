"""In which stage a case is at an instant: some stages come by the clock."""

from datetime import datetime

from django.db.models import Q, QuerySet

from conduct.models import Case
from conduct.workflow import RUNNING, Status, stage_at


def stage_of(*, case: Case, at: datetime) -> Status:
    """The stage of a case at an instant."""
    found = getattr(case, "determination", None)
    return stage_at(
        status=case.status,
        served_at=found.served_at if found else None,
        appeal_until_at=found.appeal_until_at if found else None,
        at=at,
    )


def in_stage(cases: QuerySet[Case], *, stage: str, at: datetime) -> QuerySet[Case]:
    """Those of the cases that are in a stage at an instant."""
    if stage not in RUNNING:
        return cases.filter(status=stage)
    by_the_clock = {
        Status.DECISION_ISSUED: Q(determination__served_at__gt=at),
        Status.APPEAL_WINDOW: Q(determination__served_at__lte=at, determination__appeal_until_at__gt=at),
        Status.FINAL: Q(determination__appeal_until_at__lte=at),
    }
    return cases.filter(by_the_clock[Status(stage)], status__in=RUNNING)
