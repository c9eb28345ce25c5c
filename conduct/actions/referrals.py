"""A referral for barring after its service: the bar made from it follows the decision, or it goes back to its panel."""

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from conduct.actions.notices import tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, take_step
from conduct.hearing_workflow import HEARING, HearingAction, HearingStatus
from conduct.models import Case, Determination, ReferralReturn
from conduct.queries import pending_appeal, people_involved
from conduct.rules.appeals import AppealPending
from conduct.rules.determining import Sanction
from conduct.rules.independence import Part, require_independent
from conduct.workflow import FINISHED, Action, AppealAction
from kernel.history import recorded
from kernel.models import User


class Follower(Protocol):
    """What the app that makes bars does to the bar made from a decision, in the transaction of what befell it."""

    def __call__(
        self,
        *,
        decision: Determination,
        action: AppealAction | None,
        sanction: Sanction | None,
        reason: str,
        by: User,
        at: datetime,
    ) -> None: ...


def bar_follows(
    *,
    decision: Determination,
    action: AppealAction | None,
    sanction: Sanction | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """The bar made from a decision, if one was made, follows what a court did to it; with no action, its time to
    appeal. `sanction` is what a court put in the decision's place."""
    follower: Follower = import_string(settings.BAR_FOLLOWS)
    follower(decision=decision, action=action, sanction=sanction, reason=reason, by=by, at=at)


@recorded()
def return_referral(*, case: Case, reason: str, by: User, at: datetime, seen: int | None = None) -> ReferralReturn:
    """Send a referral back to the panel that made it, with the legal reason why no such bar can be made.

    The determination stands no more; its panel decides again. Refuses whoever had a part
    in the case, and a decision under appeal.
    """
    held = locked(case=case, action=Action.RETURN_REFERRAL, at=at, seen=seen)
    require_independent(user_id=by.pk, involved=people_involved(case=held))
    if pending_appeal(case=held) is not None:
        raise AppealPending("An appeal against this decision is pending. Wait for what the court does.")
    decision, was_closed = Determination.objects.select_for_update(of=("self",)).get(case=held), held.status in FINISHED
    returned = ReferralReturn.objects.create(determination=decision, reason=reason, by=by, at=at)
    decision.case, decision.remitted_case = None, held
    decision.save(update_fields=["case", "remitted_case"])
    held.decided_by = None
    take_step(case=held, action=Action.RETURN_REFERRAL, by=by, at=at, reason=reason, changed=("decided_by",))
    if was_closed:
        join(case=held, user=held.caseworker, part=Part.CASEWORKER, at=at)
    _reopen_hearing(held, by=by, at=at)
    tell_manager(case=held, template="conduct_reconsidered", subject="There is news of a decision that concerns you")
    return returned


def _reopen_hearing(case: Case, *, by: User, at: datetime) -> None:
    """The panel that heard the case deliberates again, and has to agree anew: no consent carries a referral."""
    heard = case.hearings.exclude(status=HearingStatus.CANCELLED).latest("number")
    heard.status = HEARING.target(HearingAction.REOPEN, status=heard.status)
    heard.save(update_fields=["status"])
    heard.steps.create(action=HearingAction.REOPEN, status=heard.status, by=by, at=at, reason="The referral came back.")
