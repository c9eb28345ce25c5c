"""The clocks of a case: since when it is in each stage, when that is due, what stopped it, and whether it is late.

Nothing of it is stored: a stage begins with a step, and is counted by the rule set in force at that instant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from conduct.models import Case, CaseStep, CaseTrack
from conduct.rules.gates import GATES, days_late, days_stopped
from conduct.workflow import Action, Status, Track
from kernel.clocks import today
from kernel.deadlines import Deadline, deadline, end_of_period
from kernel.models import RuleSet
from kernel.parameters import WORKING_DAYS


@dataclass(frozen=True)
class Clock:
    """One stage that a case is or was in. `ends_at` is when its time is over, `stopped` the days by which abeyance put
    that off; `explained` is the latest step that says why it takes so long."""

    stage: Status
    waits_for: str
    began_at: datetime
    left_at: datetime | None
    deadline: Deadline
    ends_at: datetime
    stopped: int
    is_stopped: bool
    explained: CaseStep | None

    def days_late(self, at: datetime) -> int:
        """By how many days it is late at an instant, or was when the case left the stage."""
        return 0 if self.is_stopped else days_late(ends_at=self.ends_at, at=self.left_at or at)

    def is_late(self, at: datetime) -> bool:
        """Whether the case is in this stage still, and should not be."""
        return self.left_at is None and self.days_late(at) > 0


def clocks_of(*, case: Case) -> list[Clock]:
    """The clock of each stage that a case came through, in order; the last one runs, if nothing has ended it."""
    return clocks_of_each(cases=[case])[case.pk]


def running_clocks(*, cases: Sequence[Case]) -> dict[int, Clock]:
    """By case, the clock of the stage that it is in, where one runs; in three queries for all of them."""
    found = clocks_of_each(cases=cases)
    return {key: clocks[-1] for key, clocks in found.items() if clocks and clocks[-1].left_at is None}


def clocks_of_each(*, cases: Sequence[Case]) -> dict[int, list[Clock]]:
    """By case, the clock of each stage; in three queries for all of them."""
    steps: dict[int, list[CaseStep]] = defaultdict(list)
    abeyances: dict[int, list[CaseTrack]] = defaultdict(list)
    for step in CaseStep.objects.filter(case__in=cases).select_related("by").order_by("pk"):
        steps[step.case_id].append(step)
    for track in CaseTrack.objects.filter(case__in=cases, track=Track.ABEYANCE):
        abeyances[track.case_id].append(track)
    versions = [(row.during, row) for row in RuleSet.objects.exclude(during=None)]
    return {case.pk: _clocks(case, steps[case.pk], abeyances[case.pk], versions) for case in cases}


def _clocks(
    case: Case, steps: list[CaseStep], abeyances: list[CaseTrack], versions: list[tuple[Any, RuleSet]]
) -> list[Clock]:
    entered = [
        step for before, step in pairwise([None, *steps]) if step and (not before or before.status != step.status)
    ]
    found = []
    for step, after in pairwise([*entered, None]):
        if step is None or step.status not in GATES:
            continue
        began_at = case.received_at if step.action == Action.OPEN else step.at
        during = [one for one in steps if one.pk >= step.pk and (after is None or one.pk < after.pk)]
        version = next(row for period, row in versions if period is not None and began_at in period)
        span = (began_at, after.at if after else None)
        found.append(_clock(case, Status(step.status), span, during, abeyances, version))
    return found


def _clock(
    case: Case,
    stage: Status,
    span: tuple[datetime, datetime | None],
    during: Iterable[CaseStep],
    abeyances: Iterable[CaseTrack],
    version: RuleSet,
) -> Clock:
    gate, (began_at, left_at) = GATES[stage], span
    counted, stopped = _deadline(case, stage, began_at, version), 0
    ends_at = counted.ends_at
    if stage != Status.REPRESENTATIONS:  # what runs for the manager is never stopped
        stopped = days_stopped(periods=_overlaps(abeyances, began_at, left_at), working=counted.unit == WORKING_DAYS)
        ends_at = end_of_period(unit=counted.unit, amount=counted.amount + stopped, begins_on=counted.begins_on)
    return Clock(
        stage=stage,
        waits_for=gate.waits_for,
        began_at=began_at,
        left_at=left_at,
        deadline=counted,
        ends_at=ends_at,
        stopped=stopped,
        is_stopped=left_at is None
        and stage != Status.REPRESENTATIONS
        and any(one.ended_at is None for one in abeyances),
        explained=next((step for step in reversed(list(during)) if step.action == Action.EXPLAIN_DELAY), None),
    )


def _deadline(case: Case, stage: Status, began_at: datetime, version: RuleSet) -> Deadline:
    gate, begins_on, ends_at = GATES[stage], today(began_at), None
    if stage == Status.REPRESENTATIONS and case.response_asked_at and case.rule_set:
        version, begins_on, ends_at = case.rule_set, today(case.response_asked_at), case.response_due_at
    return deadline(
        rule_set=version, parameter=gate.parameter, beginning=gate.beginning, begins_on=begins_on, ends_at=ends_at
    )


def _overlaps(
    abeyances: Iterable[CaseTrack], began_at: datetime, left_at: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of the abeyances that fell into a stage, but for one that still runs."""
    for one in abeyances:
        ends = [end for end in (one.ended_at, left_at) if end is not None]
        if ends and (start := max(one.began_at, began_at)) < min(ends):
            yield start, min(ends)
