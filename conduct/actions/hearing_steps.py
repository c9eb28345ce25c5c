"""What the actions on a hearing share: the lock, the move with its step, and giving a seat up."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest

from conduct.actions.participants import require_part_declared
from conduct.actions.steps import locked
from conduct.hearing_workflow import HEARING, OPEN, HearingAction
from conduct.models import Case, Hearing, HearingStep
from conduct.queries.hearings import last_hearing_step, seats_of
from conduct.rules.hearing import NoHearing
from conduct.rules.panels import NotOnThePanel
from conduct.workflow import Action
from kernel.clocks import format_instant
from kernel.errors import ChangedMeanwhile
from kernel.models import User


def locked_hearing(*, case: Case, action: HearingAction, at: datetime, seen: int | None) -> tuple[Case, Hearing]:
    """A case and its open hearing, locked to the end of the transaction, where the table has the action now."""
    held = locked(case=case, action=Action.DETERMINE, at=at, seen=None)
    require_unchanged(case=held, seen=seen)
    hearing = Hearing.objects.select_for_update().filter(case=held, status__in=OPEN).first()
    if hearing is None:
        raise NoHearing("No hearing of this case is listed. List one first.")
    HEARING.target(action, status=hearing.status)
    return held, hearing


def require_unchanged(*, case: Case, seen: int | None) -> None:
    """Refuse an act on an older state than that of now, and say what was done since."""
    if seen is None or seen >= last_hearing_step(case=case):
        return
    since = HearingStep.objects.filter(hearing__case=case, pk__gt=seen).select_related("by")
    done = "; ".join(f"{step.by.name}: {step.get_action_display()}, {format_instant(step.at)}" for step in since)
    raise ChangedMeanwhile(
        f"The hearing of {case.reference} changed after you opened this page, so nothing was saved. "
        f"Since then: {done}. Check it, then send your answer again if it still holds."
    )


def move_hearing(
    *,
    hearing: Hearing,
    action: HearingAction,
    by: User,
    at: datetime,
    reason: str = "",
    changed: Collection[str] = (),
) -> None:
    """Move a locked hearing by its table, save it with the `changed` fields, and write the step down."""
    require_part_declared(case=hearing.case, by=by)
    hearing.status = HEARING.target(action, status=hearing.status)
    hearing.save(update_fields=["status", *changed])
    hearing.steps.create(action=action, status=hearing.status, by=by, at=at, reason=reason)


def require_in_the_chair(*, hearing: Hearing, by: User) -> None:
    """Refuse whoever does not chair the hearing."""
    if not seats_of(hearing=hearing).filter(user=by, is_chair=True).exists():
        raise NotOnThePanel("Only the chair of this hearing does this.")


def give_up_seat(*, hearing: Hearing, user: User, reason: str, at: datetime) -> None:
    """End somebody's seat in a locked hearing, for a reason."""
    held = hearing.seats.filter(user=user, left_at=None)
    held.update(left_at=Greatest("since_at", Value(at)), reason=reason)
