"""The decision on a case: made by a stranger to it, served, and written down on the register."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from conduct.actions.deliberations import agreed_by_panel
from conduct.actions.effects import bring_to_register
from conduct.actions.findings import write_findings
from conduct.actions.hearing_steps import move_hearing
from conduct.actions.interim_endings import end_with_outcome
from conduct.actions.notices import require_reachable, tell_manager
from conduct.actions.participants import join
from conduct.actions.steps import locked, take_step
from conduct.hearing_workflow import HearingAction
from conduct.models import Case, ConsentOffer, Determination
from conduct.queries import agreed_offer, consented, declared_by, like_cases, open_hearing, people_involved
from conduct.rules.consenting import require_consented
from conduct.rules.determining import (
    PUBLISHED,
    FaultyFindings,
    Findings,
    appeal_until,
    begins_at,
    columns_of,
    require_whole,
    sanction_of,
    to_the_point,
)
from conduct.rules.fairness import require_declared, require_full_time
from conduct.rules.independence import Part, require_independent, require_stranger
from conduct.rules.likeness import require_shown
from conduct.rules.panels import require_heard
from conduct.workflow import Action
from kernel import rulesets
from kernel.clocks import Channel, served_at
from kernel.history import recorded
from kernel.models import User

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
    findings: Findings | None = None,
    shown: Collection[int] | None = None,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> Determination:
    """Record, once and for all, what the hearing's panel agreed to; or, by a chair alone, just what the manager did.

    Refuses anyone who ever had a part in the case or did not declare that they have no conflict, findings that do not
    carry the outcome, and a decision before the manager's time to answer is over, unless they consented to less.
    Nothing of it shows outside before it is served. Which like cases there were is kept with it; `shown` are those that
    the page showed (None: no page was involved), and others are refused.
    """
    held, rules = locked(case=case, action=Action.DETERMINE, at=at, seen=seen), rulesets.current(at)
    findings, shown = _found(held, findings, shown, by, at)
    require_declared(user_id=by.pk, declared=declared_by(case=held))
    require_full_time(consented=consented(case=held), due_at=held.response_due_at, at=at)
    like, made = like_cases(case=held, at=at), to_the_point(findings)
    require_shown(shown=shown, like=[one.decision.pk for one in like])
    require_whole(
        findings=findings,
        numbers=held.allegations.values_list("number", flat=True),
        ever_registered=held.person.registration_number is not None,
        longest_months=rules.longest_restriction_months,
    )
    decision = Determination.objects.create(
        case=held,
        consent=_consent_to(held, findings),
        decided_by=by,
        decided_at=at,
        length_rule_set_id=rules.pk,
        **columns_of(made),
    )
    write_findings(decision=decision, findings=made, like=like)
    held.decided_by = _decider(held, by, at)
    take_step(case=held, action=Action.DETERMINE, by=by, at=at, changed=("decided_by",))
    return decision


def _found(
    case: Case, findings: Findings | None, shown: Collection[int] | None, by: User, at: datetime
) -> tuple[Findings, Collection[int] | None]:
    """What the panel of an open hearing has agreed to; without one, what a chair says who had no part in the case."""
    if open_hearing(case=case) is not None:
        return agreed_by_panel(case=case, by=by, at=at)
    require_independent(user_id=by.pk, involved=people_involved(case=case))
    if findings is None:
        raise FaultyFindings("Say what is found.")
    return findings, shown


def _decider(case: Case, by: User, at: datetime) -> User:
    """Whoever decides, with the part of an adjudicator: of a panel they have it since the hearing was listed."""
    hearing = open_hearing(case=case)
    if hearing is None:
        return join(case=case, user=by, part=Part.ADJUDICATOR, at=at).user
    move_hearing(hearing=hearing, action=HearingAction.DETERMINE, by=by, at=at)
    return by


def _consent_to(case: Case, findings: Findings) -> ConsentOffer | None:
    """What the manager agreed to, if it is just this. Refuses undertakings that they did not agree to, and without a
    hearing anything that they did not."""
    offer, made = agreed_offer(case=case), sanction_of(to_the_point(findings))
    agreed = sanction_of(offer) if offer else None
    require_consented(outcome=findings.outcome, agreed=agreed, made=made)
    require_heard(is_heard=open_hearing(case=case) is not None, is_consented=agreed == made)
    return offer if agreed == made else None


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
    if decision.outcome in PUBLISHED:
        decision.in_effect_at = begins_at(outcome=decision.outcome, served=decision.served_at, rules=rules)
        bring_to_register(
            case=held,
            sanction=sanction_of(decision),
            begins=decision.in_effect_at,
            decided_at=decision.decided_at,
            served=decision.served_at,
            rules=rules,
            by=by,
            at=at,
        )
    decision.save(update_fields=SERVICE)
    end_with_outcome(case=held, by=by, at=at)
    if channel == Channel.EMAIL:
        tell_manager(case=held, template="conduct_decision_served", subject="There is a decision for you to read")
    return decision
