"""What a court does to a decision reaches the bar made from it, in the transaction that records it in the case."""

from datetime import datetime
from typing import Any

from barring.actions.steps import lock, record
from barring.models import Bar
from barring.queries.bars import terms_of
from barring.rules import bars as rules
from barring.workflow import Action, Status
from conduct.models import Determination
from conduct.rules.determining import Outcome, Sanction
from conduct.workflow import AppealAction
from kernel import rulesets
from kernel.clocks import today
from kernel.models import User
from register import actions as register
from register.rules import Kind, Tier

VOIDING = frozenset({AppealAction.QUASH, AppealAction.REMIT})
ENDING = frozenset({AppealAction.DISMISS, AppealAction.WITHDRAW})


def follow_court(
    *,
    decision: Determination,
    action: AppealAction | None,
    sanction: Sanction | None,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Do to the bar made from a decision, and to its order on the register, what was done to the decision, at `at`.

    With no action, the time to appeal was made longer. A bar that is over is void where the decision is, and else
    stays as it was.
    """
    made = Bar.objects.filter(determination=decision).exclude(status__in=[Status.WITHDRAWN, Status.QUASHED])
    for found in made.order_by("pk"):
        bar = lock(bar=found, action=None, version=None)
        if action in VOIDING:
            _quash(bar, reason, by=by, at=at)
        elif bar.status in (Status.IN_EFFECT, Status.LIFTING_PROPOSED) and not rules.is_over(
            ends_at=bar.ends_at, at=at
        ):
            _follow(bar, decision, action, sanction, reason, by=by, at=at)


def _quash(bar: Bar, reason: str, *, by: User, at: datetime) -> None:
    bar.ended_by_court_at, bar.stayed_at, bar.under_appeal_at = at, None, None
    record(bar=bar, action=Action.QUASH, by=by, at=at, reason=reason)
    register.quash_orders(person=bar.person, source=bar.reference, reason=reason, by=by, at=at)


def _follow(
    bar: Bar,
    decision: Determination,
    action: AppealAction | None,
    sanction: Sanction | None,
    reason: str,
    *,
    by: User,
    at: datetime,
) -> None:
    how: dict[str, Any] = {"person": bar.person, "source": bar.reference, "reason": reason, "by": by, "at": at}
    was_stayed, bar.appeal_until_at = bar.stayed_at is not None, decision.appeal_until_at
    if action == AppealAction.LODGE:
        bar.under_appeal_at = at
        register.mark_under_appeal(**how)
    elif action == AppealAction.STAY:
        bar.stayed_at = at
        register.stay_orders(**how)
    elif action is not None:
        bar.stayed_at = None
        if was_stayed:
            register.end_stay(**how)
    if action in ENDING:
        bar.under_appeal_at = None
        register.end_under_appeal(**how)
    if action == AppealAction.VARY:
        assert sanction is not None
        _vary(bar, sanction, reason, by=by, at=at)
    else:
        said = action.label if action else "More time to appeal"
        record(bar=bar, action=Action.FOLLOW_COURT, by=by, at=at, reason=f"{said}: {reason}")


def _vary(bar: Bar, sanction: Sanction, reason: str, *, by: User, at: datetime) -> None:
    """Another bar from `at` on, in the place of the one until then; or none, where the court ordered something else."""
    bar.under_appeal_at = None
    register.end_restriction(person=bar.person, source=bar.reference, ends_at=at, reason=reason, by=by, at=at)
    if sanction.outcome != Outcome.REFERRAL_FOR_BARRING:
        bar.ended_by_court_at = at
        record(bar=bar, action=Action.END_BY_COURT, by=by, at=at, reason=reason)
        return
    bar.varied_at = bar.in_effect_at = max(at, bar.in_effect_at or at)
    bar.set_terms(terms_of(sanction, reasons=bar.reasons, starts_on=today(bar.in_effect_at)))
    rule_set = rulesets.by_key(bar.rule_set_id)
    bar.review_from_on = rules.review_from(in_effect_at=bar.in_effect_at, ends_on=bar.ends_on, rules=rule_set)
    record(bar=bar, action=Action.FOLLOW_COURT, by=by, at=at, reason=f"{AppealAction.VARY.label}: {reason}")
    assert bar.served_at is not None
    register.impose_restriction(
        person=bar.person,
        kind=Kind.BAR,
        tiers=[Tier(tier) for tier in bar.tiers],
        organisation_classes=bar.organisation_classes,
        begins_at=bar.in_effect_at,
        ends_at=bar.ends_at,
        source=bar.reference,
        decided_at=at,
        served_at=max(at, bar.served_at),
        published_at=max(at, bar.served_at),
        decision_path=f"/barred/{bar.reference}/",
        by=by,
        at=at,
    )
