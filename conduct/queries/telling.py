"""What a manager may know of the course of their case: what was sent to them and came from them, and why it is late."""

from datetime import datetime

from conduct.models import Case, CaseAppealExtension, CaseStep, DelayNotice, ResponseExtension
from conduct.queries.clocks import Clock, clocks_of
from conduct.queries.stages import stage_of
from conduct.rules.telling import stage_told
from conduct.workflow import FINISHED, Status
from kernel.models import ExtensionStatus


def told_stage(*, case: Case, at: datetime) -> Status:
    """The stage of a case as its manager may know it at an instant."""
    found = getattr(case, "determination", None)
    served_at = found.served_at if found else None
    return stage_told(stage=stage_of(case=case, at=at), served_at=served_at, at=at)


def last_stage(*, case: Case) -> Status:
    """The last stage of a case that is none of its ends."""
    before = CaseStep.objects.filter(case=case).exclude(status__in=FINISHED).order_by("-pk")
    return Status(before.values_list("status", flat=True)[:1].get())


def told_clock(*, case: Case, told: Status) -> Clock | None:
    """The clock of the stage that the manager knows the case to be in; None where none runs there."""
    found = [clock for clock in clocks_of(case=case) if clock.stage == told]
    return found[-1] if found else None


def delay_told(*, case: Case, since: datetime) -> DelayNotice | None:
    """The latest word to the manager on why it takes longer, since a stage began."""
    return DelayNotice.objects.filter(case=case, at__gte=since).order_by("-pk").first()


def more_time_given(*, case: Case) -> list[tuple[ResponseExtension | CaseAppealExtension, str]]:
    """What more time was given in a case, each with what for."""
    given = {"status": ExtensionStatus.GRANTED}
    to_respond = [(one, "respond") for one in case.extensions.filter(**given)]
    return [*to_respond, *((one, "appeal") for one in case.appeal_extensions.filter(**given))]


def ended_at(*, case: Case) -> datetime | None:
    """When a case ended without a decision of a panel, if it has."""
    ends = (Status.NOT_TAKEN_FURTHER, Status.WITHDRAWN)
    return CaseStep.objects.filter(case=case, status__in=ends).values_list("at", flat=True).order_by("pk").first()
