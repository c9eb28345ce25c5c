"""The decision on a case: made by a stranger to it, served, and written down on the register."""

from dataclasses import asdict
from datetime import datetime
from typing import Final

from conduct.actions.notices import require_reachable, tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, recorded, take_step
from conduct.models import Case, Determination
from conduct.queries import answered_themselves, people_involved
from conduct.rules.deadlines import require_answered
from conduct.rules.determining import (
    PUBLISHED,
    RESTRICTING,
    Findings,
    Outcome,
    appeal_until,
    begins_at,
    ends_at,
    require_whole,
    to_the_point,
)
from conduct.rules.independence import Part, require_independent, require_stranger
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
    *, case: Case, findings: Findings, early_because: str = "", by: User, at: datetime, seen: int | None = None
) -> Determination:
    """Record what a panel found and decided, once and for all.

    Refuses anyone who ever had a part in the case, findings that do not carry the outcome, and a decision before the
    manager has answered or the window for it is over, unless the answer was entered by staff and it is said why the
    manager's own is not waited for. Nothing of it shows outside before it is served.
    """
    held, rules = locked(case=case, action=Action.DETERMINE, at=at, seen=seen), rulesets.current(at)
    require_independent(user_id=by.pk, involved=people_involved(case=held))
    themselves, due_at = answered_themselves(case=held), held.response_due_at
    assert due_at is not None  # by constraint, from asking for a response on
    require_answered(themselves=themselves, early_because=early_because, due_at=due_at, at=at)
    require_whole(
        findings=findings,
        ever_registered=held.person.registration_number is not None,
        longest_months=rules.longest_restriction_months,
    )
    decision = Determination.objects.create(
        case=held,
        decided_by=by,
        decided_at=at,
        early_because="" if themselves or at >= due_at else early_because.strip(),
        length_rule_set_id=rules.pk,
        **_columns(to_the_point(findings)),
    )
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


def _columns(findings: Findings) -> dict[str, object]:
    return {
        **asdict(findings),
        "tiers": list(findings.tiers),
        "organisation_classes": list(findings.organisation_classes),
    }


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
