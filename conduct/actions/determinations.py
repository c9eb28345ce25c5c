"""The decision on a case: made by a stranger to it, served, and written down on the register."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from conduct.actions.findings import write_findings
from conduct.actions.notices import require_reachable, tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, recorded, take_step
from conduct.models import Case, Determination
from conduct.queries import consented, declared_by, like_cases, people_involved
from conduct.rules.determining import (
    PUBLISHED,
    RESTRICTING,
    Findings,
    Outcome,
    appeal_until,
    begins_at,
    columns_of,
    ends_at,
    require_whole,
    to_the_point,
)
from conduct.rules.fairness import require_declared, require_full_time
from conduct.rules.independence import Part, require_independent, require_stranger
from conduct.rules.likeness import require_shown
from conduct.workflow import Action
from kernel import rulesets
from kernel.clocks import Channel, served_at
from kernel.models import User
from kernel.rulesets import Rules
from register import actions as register
from register.rules import ALL_CLASSES, Kind, Tier

SERVICE: Final = (
    "service_channel",
    "sent_at",
    "rule_set",
    "served_at",
    "in_effect_at",
    "published_at",
    "appeal_until_at",
)
"""What service adds to a determination."""


@recorded()
def determine(
    *,
    case: Case,
    findings: Findings,
    shown: Collection[int] | None = None,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Determination:
    """Record what a panel found and decided, once and for all.

    Refuses anyone who ever had a part in the case or did not declare that they have no conflict, findings that do not
    carry the outcome, and a decision before the manager's time to answer is over, unless they consented to less.
    Nothing of it shows outside before it is served. Which like cases there were is kept with it; `shown` are those that
    the page showed (None: no page was involved), and others are refused.
    """
    held, rules = locked(case=case, action=Action.DETERMINE, at=at, seen=seen), rulesets.current(at)
    require_independent(user_id=by.pk, involved=people_involved(case=held))
    require_declared(user_id=by.pk, declared=declared_by(case=held))
    require_full_time(consented=consented(case=held), due_at=held.response_due_at, at=at)
    like = like_cases(case=held, at=at)
    require_shown(shown=shown, like=[one.decision.pk for one in like])
    require_whole(
        findings=findings,
        numbers=held.allegations.values_list("number", flat=True),
        ever_registered=held.person.registration_number is not None,
        longest_months=rules.longest_restriction_months,
    )
    decision = Determination.objects.create(
        case=held,
        decided_by=by,
        decided_at=at,
        length_rule_set_id=rules.pk,
        **columns_of(to_the_point(findings)),
    )
    write_findings(decision=decision, findings=to_the_point(findings), like=like)
    join(case=held, user=by, part=Part.ADJUDICATOR, at=at)
    held.decided_by = by
    take_step(case=held, action=Action.DETERMINE, by=by, at=at, changed=("decided_by",))
    return decision


@recorded()
def serve_decision(*, case: Case, channel: str, by: User, at: datetime, seen: int | None = None) -> Determination:
    """Serve the determination on the manager, and write its effect on the register in the same transaction.

    Conditions, suspension and removal become restrictions from the instant that the rule set gives; a warning becomes
    an annotation; advice stays between the regulator and the manager. The e-mail is service itself: where a letter is,
    none is sent, since the page shows nothing before the letter counts as received.
    """
    held = locked(case=case, action=Action.SERVE, at=at, seen=seen)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_reachable(case=held, channel=channel)
    take_step(case=held, action=Action.SERVE, by=by, at=at, reason=f"By {channel}")
    decision = Determination.objects.select_for_update().get(case=held)
    rules = rulesets.current(at)
    decision.service_channel, decision.sent_at, decision.rule_set_id = channel, at, rules.pk
    decision.served_at = served_at(sent_at=at, channel=channel, days=rules.deemed_service_days)
    decision.appeal_until_at = appeal_until(served=decision.served_at, rules=rules)
    decision.published_at = decision.served_at if decision.outcome in PUBLISHED else None
    _bring_to_register(held, decision, served=decision.served_at, rules=rules, by=by, at=at)
    decision.save(update_fields=SERVICE)
    if channel == Channel.EMAIL:
        tell_manager(case=held, template="conduct_decision_served", subject="There is a decision for you to read")
    return decision


def _bring_to_register(
    case: Case, decision: Determination, *, served: datetime, rules: Rules, by: User, at: datetime
) -> None:
    if decision.outcome in RESTRICTING:
        begins = begins_at(outcome=decision.outcome, served=served, rules=rules)
        decision.in_effect_at = begins
        register.impose_restriction(
            person=case.person,
            kind=Kind(decision.outcome),
            tiers=[Tier(tier) for tier in decision.tiers] or list(Tier),
            organisation_classes=decision.organisation_classes or [ALL_CLASSES],
            begins_at=begins,
            ends_at=ends_at(begins=begins, months=decision.duration_months),
            source=case.reference,
            decided_at=decision.decided_at,
            served_at=served,
            published_at=served,
            decision_path="",
            by=by,
            at=at,
        )
    elif decision.outcome == Outcome.WARNING:
        decision.in_effect_at = served
        register.annotate(
            person=case.person,
            text=decision.terms,
            source=case.reference,
            begins_at=served,
            ends_at=ends_at(begins=served, months=rules.warning_months),
            published_at=served,
            by=by,
            at=at,
        )
