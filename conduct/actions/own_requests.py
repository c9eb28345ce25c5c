"""What a manager says and asks beside their response: a reprisal, more time, adjustments."""

from datetime import date, datetime

from conduct.actions.drafts import NoLongerOpen, held_by_manager
from conduct.actions.notices import tell_manager
from conduct.actions.steps import locked, take_step
from conduct.models import AdjustmentRequest, Case, ReprisalClaim, ResponseExtension
from conduct.queries import open_extension, reprisal_claim
from conduct.rules.independence import require_stranger
from conduct.workflow import CASE, Action
from kernel.actions import ask_extension
from kernel.clocks import end_of_day
from kernel.deadlines import require_none_open
from kernel.errors import ActionRefused
from kernel.history import recorded
from kernel.models import User


class SaidAlready(ActionRefused):
    """What is said once was said."""


class AnsweredAlready(ActionRefused):
    """A request was answered by somebody else."""


@recorded()
def say_reprisal(*, case: Case, text: str, by: User, at: datetime) -> ReprisalClaim:
    """Write down that the manager calls the referral a reprisal for speaking up. Refuses to say it twice."""
    held = held_by_manager(case=case, by=by, at=at)
    return claim_reprisal(held=held, text=text, by=by, at=at)


def claim_reprisal(*, held: Case, text: str, by: User, at: datetime) -> ReprisalClaim:
    """The same for a case that is locked already."""
    if reprisal_claim(case=held) is not None:
        raise SaidAlready("You have said already that the referral is a reprisal. To add to it, write to your contact.")
    take_step(case=held, action=Action.SAY_REPRISAL, by=by, at=at)
    return ReprisalClaim.objects.create(case=held, text=text, made_by=by, made_at=at)


@recorded()
def ask_for_own_time(*, case: Case, until_on: date, reason: str, by: User, at: datetime) -> ResponseExtension:
    """The manager asks for more time to respond. Somebody at the regulator decides; until then nothing changes.

    Refuses a day that is not later than the present one, and a second request while one is open. A refusal says nothing
    of what the regulator has done since.
    """
    held = held_by_manager(case=case, by=by, at=at)
    if Action.ASK_OWN_EXTENSION not in CASE.allowed(held.status):
        raise NoLongerOpen("You can no longer ask for more time to respond.")
    assert held.response_due_at is not None  # by constraint, while a response is awaited
    require_none_open(open_extension(case=held))
    asked = ResponseExtension(case=held, due_at=held.response_due_at, until_at=end_of_day(until_on))
    ask_extension(asked=asked, reason=reason, by=by, at=at)
    take_step(case=held, action=Action.ASK_OWN_EXTENSION, by=by, at=at, reason=asked.reason)
    return asked


@recorded()
def ask_for_adjustment(*, case: Case, what: str, why: str, by: User, at: datetime) -> AdjustmentRequest:
    """Ask for something to be done differently, so that the manager can take part."""
    held = held_by_manager(case=case, by=by, at=at)
    take_step(case=held, action=Action.ASK_ADJUSTMENT, by=by, at=at, reason=what)
    return AdjustmentRequest.objects.create(case=held, what=what, why=why, asked_by=by, asked_at=at)


@recorded()
def answer_adjustment(
    *, request: AdjustmentRequest, agree: bool, reasons: str, by: User, at: datetime, seen: int | None = None
) -> AdjustmentRequest:
    """Agree to an adjustment or not, with reasons that the manager reads. Refuses one that was answered."""
    held = locked(case=request.case, action=Action.ANSWER_ADJUSTMENT, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    found = AdjustmentRequest.objects.select_for_update().get(pk=request.pk)
    if found.decided_at is not None:
        raise AnsweredAlready("Somebody has answered this request. Open the page again to read how.")
    take_step(case=held, action=Action.ANSWER_ADJUSTMENT, by=by, at=at, reason=reasons)
    found.is_agreed, found.reasons, found.decided_by, found.decided_at = agree, reasons, by, at
    found.save(update_fields=["is_agreed", "reasons", "decided_by", "decided_at"])
    tell_manager(case=held, template="conduct_request_answered", subject="We have answered what you asked for")
    return found
