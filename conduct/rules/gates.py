"""How long each stage of a case may take, whom it waits for there, and what stops the clock. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import TextChoices

from conduct.workflow import Status, Track
from kernel.clocks import days_between, today
from kernel.errors import ActionRefused


class Cause(TextChoices):
    """Why a case is held in abeyance."""

    POLICE = "police", "A police investigation"
    EMPLOYER = "employer", "A process at the employer"
    INQUIRY = "inquiry", "A public inquiry or inquest"
    HEALTH = "health", "Somebody’s health"
    COURT = "court", "Proceedings in a court or tribunal"


class TrackRunning(ActionRefused):
    """What is begun beside a case runs already, or has to end first."""


class TrackNotRunning(ActionRefused):
    """What is to end beside a case does not run."""


@dataclass(frozen=True)
class Gate:
    """The parameter that a stage is counted by, with what its period begins; and what the case waits for in it."""

    parameter: str
    beginning: str
    waits_for: str


GATES: Final[Mapping[str, Gate]] = {
    Status.RECEIVED: Gate("concern_answered_working_days", "receipt", "word to whoever raised it"),
    Status.ACKNOWLEDGED: Gate("risk_screen_working_days", "the acknowledgement", "an assessment of the risk"),
    Status.TRIAGE: Gate("triage_working_days", "the risk assessment", "the decision whether it is in the remit"),
    Status.INITIAL_ENQUIRY: Gate("enquiry_working_days", "taking the case on", "the end of the initial enquiry"),
    Status.THRESHOLD: Gate("threshold_working_days", "the end of the enquiry", "the decision on the threshold"),
    Status.INVESTIGATION: Gate("investigation_days", "the start of the investigation", "allegations and a report"),
    Status.REPRESENTATIONS: Gate("case_response_days", "service", "the manager’s response"),
    Status.CASE_EXAMINERS: Gate("examination_working_days", "the end of the response", "the two case examiners"),
    Status.HEARING: Gate("hearing_days", "the examiners’ decision", "the hearing and its determination"),
    Status.DETERMINATION: Gate("issue_working_days", "the determination", "the decision to be served"),
}


def require_none_running(*, tracks: Iterable[str]) -> None:
    """Refuse to close a case while the oversight body reviews it."""
    if Track.EXTERNAL_REVIEW in tracks:
        raise TrackRunning(f"This runs beside the case and has to end first: {Track.EXTERNAL_REVIEW.label.lower()}.")


def days_stopped(*, periods: Iterable[tuple[datetime, datetime]], working: bool) -> int:
    """How many days of the clock fell into periods of abeyance. The day on which one ends counts again."""
    return sum(days_between(first=today(began), end=today(ended), working=working) for began, ended in periods)


def days_late(*, ends_at: datetime, at: datetime) -> int:
    """By how many days something is late, the day after its last one being the first; 0 where it is in time."""
    return max(0, days_between(first=today(ends_at), end=today(at), working=False) + 1) if at >= ends_at else 0
