"""A bar that a panel decided on: barring staff check that it is lawful, and it is made or goes back."""

from datetime import datetime

from django.db import transaction

from barring.actions.bars import DECISION_SUBJECT, bring_into_force
from barring.actions.steps import require_reason, write_to_person
from barring.models import Bar
from barring.queries.bars import address_of, terms_decided
from barring.queries.proposals import referrals
from barring.rules import bars as rules
from barring.rules.bars import Ground
from barring.workflow import Action, Status
from conduct import actions as conduct
from conduct import queries as conduct_queries
from conduct.models import Case, Determination, ReferralReturn
from conduct.workflow import AppealStatus
from kernel import rulesets
from kernel.clocks import Channel, served_at, today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import User
from kernel.references import next_reference
from register import actions as register
from register.models import Person


class NoReferral(ActionRefused):
    """No served decision that stands refers the person for a bar that was not made yet."""


class Stayed(ActionRefused):
    """A court has stayed the decision, so nothing can be made of it."""


@transaction.atomic
def make_bar(*, decision: Determination, channel: Channel, reason: str, by: User, at: datetime) -> Bar:
    """Make the bar that a panel decided on, once somebody new to the case finds it lawful. `reason` says why it is.

    Whom it covers and how long it lasts are the panel's, or the court's that varied it: nobody proposes or decides
    them again. It is decided, served and on the register in one transaction. Refuses a decision that refers nobody any
    more or is stayed, and whoever had a part in the case.
    """
    held, found = _locked(decision, by, at)
    rules.require_reachable(channel=channel, has_account=bool(address_of(held.person)))
    bar = _made(held, found, channel, by=by, at=at)
    with acting(user=by, reason=require_reason(reason=reason)):
        bar.save()
    bar.steps.create(action=Action.MAKE, status=bar.status, version=bar.version, by=by, at=at, reason=reason.strip())
    bring_into_force(bar=bar, by=by, at=at)
    if bar.under_appeal_at:
        register.mark_under_appeal(person=bar.person, source=bar.reference, reason=reason, by=by, at=at)
    if channel == Channel.EMAIL:
        write_to_person(bar=bar, subject=DECISION_SUBJECT, template="barring_made")
    return bar


@transaction.atomic
def send_back_referral(*, decision: Determination, reason: str, by: User, at: datetime) -> ReferralReturn:
    """Send a referral back to its panel, with the legal reason why no such bar can be made. Refuses the same people."""
    held, _ = _locked(decision, by, at)
    return conduct.return_referral(case=held, reason=require_reason(reason=reason), by=by, at=at)


def _locked(decision: Determination, by: User, at: datetime) -> tuple[Case, Determination]:
    """The case, locked so that no court's act is recorded meanwhile, and the decision, where it still refers."""
    held = Case.objects.select_for_update(of=("self",)).select_related("person__user").get(pk=decision.of_case.pk)
    found = referrals(at=at).filter(pk=decision.pk).first()
    if found is None:
        raise NoReferral("This decision refers nobody for a bar that is still to be made. Reload the page.")
    rules.require_independent(
        by=by.pk,
        proposers={found.decided_by_id},
        involved=conduct_queries.people_involved(case=held),
        subject=held.person.user_id,
    )
    return held, found


def _made(case: Case, decision: Determination, channel: Channel, *, by: User, at: datetime) -> Bar:
    """The bar, decided: its dates follow from service as any bar's do, and its time to appeal is the decision's."""
    assert decision.rule_set_id is not None  # by constraint, once it is served
    rule_set = rulesets.by_key(decision.rule_set_id)
    served = served_at(sent_at=at, channel=channel, days=rule_set.deemed_service_days)
    pending = conduct_queries.pending_appeal(case=case)
    if pending is not None and pending.status == AppealStatus.STAYED:
        raise Stayed("A court has stayed this decision. No bar can be made until the stay ends.")
    terms = terms_decided(decision, starts_on=today(served))
    rules.require_lawful(terms=terms)
    bar = Bar(
        reference=next_reference(prefix="BAR", at=at),
        person=Person.objects.select_for_update(no_key=True).get(pk=case.person_id),
        ground=Ground.DETERMINATION,
        determination=decision,
        status=Status.IN_EFFECT,
        rule_set_id=decision.rule_set_id,
        proposed_by=decision.decided_by,
        proposed_at=decision.decided_at,
        approved_by=by,
        decided_at=at,
        served_at=served,
        published_at=served,
        decision_channel=channel,
        in_effect_at=rules.effect(terms=terms, served=served),
        appeal_until_at=decision.appeal_until_at,
        under_appeal_at=at if pending else None,
    )
    bar.set_terms(terms)
    assert bar.in_effect_at is not None
    bar.review_from_on = rules.review_from(in_effect_at=bar.in_effect_at, ends_on=bar.ends_on, rules=rule_set)
    return bar
