"""What the actions on a case share: the transaction, the lock, and the move with the step that says so."""

from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

from conduct.actions.participants import end_all_parts, require_part_declared
from conduct.hearing_workflow import HEARING, OPEN, HearingAction
from conduct.models import Case, CaseStep
from conduct.queries import stage_of
from conduct.workflow import CASE, FINISHED, Action
from kernel.clocks import format_instant
from kernel.errors import ChangedMeanwhile
from kernel.models import User


def locked(*, case: Case, action: Action | None, at: datetime, seen: int | None) -> Case:
    """The case as it is at an instant, locked to the end of the transaction: in the stage that the clock says.

    `seen` is the latest step that the page showed on which somebody decided to act (None: no page was involved).
    Refuses with what was done since, and an `action` that the table of moves does not have from here.
    """
    found = Case.objects.select_for_update(of=("self",)).select_related("person", "determination")
    held = found.get(pk=case.pk)
    held.status = stage_of(case=held, at=at)
    if seen is not None:
        # What a manager may ask for as often as they like keeps nobody else's answer from being taken.
        steps = CaseStep.objects.filter(case=held, pk__gt=seen).exclude(action=Action.ASK_ADJUSTMENT)
        since = steps.select_related("by")
        if done := [
            f"{step.by.name}: {step.get_action_display()}, {format_instant(step.at)}"
            for step in since.select_related("by")
        ]:
            raise ChangedMeanwhile(
                f"Case {held.reference} changed after you opened this page, so nothing was saved. "
                f"Since then: {'; '.join(done)}. Check the case, then send your answer again if it still holds."
            )
    if action is not None:
        CASE.target(action, status=held.status)
    return held


def take_step(
    *,
    case: Case,
    action: Action,
    by: User,
    at: datetime,
    reason: str = "",
    assigned: User | None = None,
    changed: tuple[str, ...] = (),
) -> None:
    """Move a locked case by the table of moves, save it with the `changed` fields, and write the step down.

    Refuses who holds or investigates it and has not declared whether they have a conflict, but to hand it on.
    """
    if action not in (Action.HAND_OVER, Action.STEP_DOWN):
        require_part_declared(case=case, by=by)
    case.status = CASE.target(action, status=case.status)
    case.save(update_fields=["status", *changed])
    if case.status in FINISHED:
        end_all_parts(case=case, at=at)
        case.drafts.all().delete()
        for hearing in case.hearings.filter(status__in=OPEN):
            hearing.status = HEARING.target(HearingAction.CANCEL, status=hearing.status)
            hearing.save(update_fields=["status"])
            hearing.steps.create(
                action=HearingAction.CANCEL, status=hearing.status, by=by, at=at, reason="The case ended."
            )
        case.tracks.filter(ended_at=None).update(
            ended_at=Greatest("began_at", Value(at)), ended_by=by, outcome="The case ended."
        )
    case.steps.create(action=action, status=case.status, by=by, at=at, reason=reason, assigned=assigned)
