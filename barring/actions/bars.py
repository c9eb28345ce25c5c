"""The way to a bar: propose it, change it, serve notice, withdraw it; and the second person's approval or return."""

from datetime import date, datetime

from django.db import transaction

from barring.actions.steps import lock, record, require_reason, write_to_person
from barring.models import Bar
from barring.queries.bars import (
    address_of,
    answered_themselves,
    involved_in,
    proposers_of,
    was_noticed,
)
from barring.rules import bars as rules
from barring.rules.bars import Ground, Terms
from barring.workflow import UNFINISHED, Action
from kernel import rulesets
from kernel.clocks import Channel, served_at, start_of_day, today
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import User
from kernel.references import next_reference
from register import actions as register_actions
from register.models import Person
from register.rules import Kind, Tier

NOTICE_SUBJECT = "There is a notice for you to read"
DECISION_SUBJECT = "There is a decision for you to read"


class AlreadyProposed(ActionRefused):
    """There is a proposal about this person already."""


class GroundMissing(ActionRefused):
    """The ground named does not carry a bar on this person."""


@transaction.atomic
def propose(
    *,
    person: Person,
    ground: Ground,
    ground_detail: str = "",
    terms: Terms,
    by: User,
    at: datetime,
) -> Bar:
    """Propose a bar on a person, registered or not, on a conviction or another regulator's finding.

    A bar that a panel of ours decided on is made by `referrals.make_bar`. Refuses a ground that is not made out, terms
    that no bar could have, a second proposal while one is unfinished, and whoever would propose a bar on themselves.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    rules.require_not_about(by=by.pk, subject=person.user_id)
    rules.require_lawful(terms=terms)
    _require_no_other(person)
    _require_ground(ground, ground_detail)
    bar = Bar(
        reference=next_reference(prefix="BAR", at=at),
        person=person,
        ground=ground,
        ground_detail=ground_detail.strip(),
        proposed_by=by,
        proposed_at=at,
        rule_set_id=rulesets.current(at).pk,
    )
    bar.set_terms(terms)
    with acting(user=by):
        bar.save()
    bar.steps.create(action=Action.PROPOSE, status=bar.status, version=bar.version, by=by, at=at, reason="")
    return bar


@transaction.atomic
def revise(*, bar: Bar, version: int, ground_detail: str, terms: Terms, reason: str, by: User, at: datetime) -> Bar:
    """Change the terms of a proposal that is not noticed, or was sent back. Who changes it may not approve it."""
    bar = lock(bar=bar, action=Action.REVISE, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    rules.require_lawful(terms=terms)
    reason = require_reason(reason=reason)
    _require_ground(Ground(bar.ground), ground_detail)
    bar.ground_detail = ground_detail.strip()
    bar.set_terms(terms)
    record(bar=bar, action=Action.REVISE, by=by, at=at, reason=reason)
    return bar


@transaction.atomic
def serve_notice(*, bar: Bar, version: int, channel: Channel, sent_on: date, by: User, at: datetime) -> Bar:
    """Serve the proposal with its reasons on the person: e-mail goes now, post and hand are recorded as done.

    Service is deemed by channel, and the window for representations counts from it, both by the rule set in force,
    under which the bar is then decided too. The e-mail holds nothing of the matter: it is read after signing in.
    Refuses e-mail to a person without an account, and service that cannot have happened.
    """
    bar = lock(bar=bar, action=Action.SERVE_NOTICE, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    rules.require_reachable(channel=channel, has_account=bool(address_of(bar.person)))
    if channel == Channel.EMAIL:
        sent_on = today(at)
    rules.require_sent(sent_on=sent_on, proposed_at=bar.proposed_at, at=at)
    rule_set = rulesets.current(at)
    sent_at = at if sent_on == today(at) else max(start_of_day(sent_on), bar.proposed_at)
    window = rules.window(sent_at=sent_at, channel=channel, rules=rule_set)
    bar.notice_channel = channel
    bar.notice_served_at = window.served_at
    bar.representations_due_at = window.closes_at
    bar.rule_set_id = rule_set.pk
    record(bar=bar, action=Action.SERVE_NOTICE, by=by, at=at)
    if channel == Channel.EMAIL:
        write_to_person(bar=bar, subject=NOTICE_SUBJECT, template="barring_notice", until=window.closes_at)
    return bar


@transaction.atomic
def withdraw(*, bar: Bar, version: int, reason: str, by: User, at: datetime) -> Bar:
    """End a proposal without a bar, and tell the person if they ever had notice of it."""
    bar = lock(bar=bar, action=Action.WITHDRAW, version=version)
    rules.require_not_about(by=by.pk, subject=bar.person.user_id)
    record(bar=bar, action=Action.WITHDRAW, by=by, at=at, reason=require_reason(reason=reason))
    if was_noticed(bar):
        write_to_person(bar=bar, subject=DECISION_SUBJECT, template="barring_withdrawn")
    return bar


@transaction.atomic
def send_back(*, bar: Bar, version: int, reason: str, by: User, at: datetime) -> Bar:
    """Return a proposal to be changed or withdrawn; a fresh notice is then due. Refuses who is not independent."""
    bar = lock(bar=bar, action=Action.SEND_BACK, version=version)
    _require_second_person(bar, by)
    reason = require_reason(reason=reason)
    bar.notice_channel = bar.notice_served_at = bar.representations_due_at = bar.represented_at = None
    record(bar=bar, action=Action.SEND_BACK, by=by, at=at, reason=reason)
    write_to_person(bar=bar, subject=NOTICE_SUBJECT, template="barring_sent_back")
    return bar


@transaction.atomic
def approve(
    *, bar: Bar, version: int, channel: Channel, reason: str, early_because: str = "", by: User, at: datetime
) -> Bar:
    """Make the bar: decide it, send the decision, and put the restriction on the register, in one transaction.

    The decision is served when it counts as received by its channel. From then on it is published, and the bar takes
    effect, or when its first day begins if that is later; before, nothing of it shows outside. Refuses who proposed
    it, took part in the case behind it or is its subject; anybody before the person has answered or the window for it
    is over, unless the answer was keyed in by staff and it is said why the person's own is not waited for; and e-mail
    to a person without an account.
    """
    bar = lock(bar=bar, action=Action.APPROVE, version=version)
    _require_second_person(bar, by)
    reason = require_reason(reason=reason)
    assert bar.representations_due_at is not None  # by constraint, from the notice on
    themselves = answered_themselves(bar)
    rules.require_answered(
        represented_at=bar.represented_at,
        themselves=themselves,
        early_because=early_because,
        closes_at=bar.representations_due_at,
        at=at,
    )
    if not themselves and at < bar.representations_due_at:
        bar.early_because = early_because.strip()
    rules.require_reachable(channel=channel, has_account=bool(address_of(bar.person)))
    _decide(bar, channel=channel, by=by, at=at)
    record(bar=bar, action=Action.APPROVE, by=by, at=at, reason=reason)
    bring_into_force(bar=bar, by=by, at=at)
    if channel == Channel.EMAIL:
        write_to_person(bar=bar, subject=DECISION_SUBJECT, template="barring_decision", until=bar.appeal_until_at)
    return bar


def _decide(bar: Bar, *, channel: Channel, by: User, at: datetime) -> None:
    """Set the four dates: all but that of the decision follow from service, by the rule set of the notice."""
    rule_set = rulesets.by_key(bar.rule_set_id)
    served = served_at(sent_at=at, channel=channel, days=rule_set.deemed_service_days)
    bar.approved_by, bar.decided_at, bar.decision_channel = by, at, channel
    bar.served_at = bar.published_at = served
    bar.in_effect_at = rules.effect(terms=bar.terms, served=served)
    bar.appeal_until_at = rules.appeal_until(served=served, rules=rule_set)
    bar.review_from_on = rules.review_from(in_effect_at=bar.in_effect_at, ends_on=bar.ends_on, rules=rule_set)


def bring_into_force(*, bar: Bar, by: User, at: datetime) -> None:
    """Put a bar that was just decided on the register, in the caller's transaction."""
    decision = bar.decision
    assert decision is not None
    register_actions.impose_restriction(
        person=bar.person,
        kind=Kind.BAR,
        tiers=[Tier(tier) for tier in bar.tiers],
        organisation_classes=bar.organisation_classes,
        begins_at=decision.in_effect_at,
        ends_at=bar.ends_at,
        source=bar.reference,
        decided_at=decision.decided_at,
        served_at=decision.served_at,
        published_at=decision.published_at,
        decision_path=f"/barred/{bar.reference}/",
        by=by,
        at=at,
    )


def _require_second_person(bar: Bar, by: User) -> None:
    rules.require_independent(
        by=by.pk, proposers=proposers_of(bar), involved=involved_in(bar), subject=bar.person.user_id
    )


def _require_no_other(person: Person) -> None:
    """Called with the person locked, so that two proposals at once meet here and not at the constraint."""
    if open_one := Bar.objects.filter(person=person, status__in=UNFINISHED).first():
        raise AlreadyProposed(
            f"{open_one.reference} already proposes to bar this person. Finish or withdraw it before proposing another."
        )


def _require_ground(ground: Ground, detail: str) -> None:
    if ground is Ground.DETERMINATION:
        raise GroundMissing("A panel decides on this bar itself. Check its referral, and nothing is proposed.")
    if not detail.strip():
        raise GroundMissing("Describe the conviction or finding: which court or regulator, what and when.")
