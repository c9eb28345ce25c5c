"""Subscriptions by their links, and what subscribers are to be told of."""

from datetime import datetime
from uuid import UUID

from consultation.models import Consultation, Subscription, Telling
from consultation.queries.consultations import public_consultations
from consultation.rules.subscribing import Event, due
from kernel.rulesets import rules_of


def subscription_by_key(*, key: UUID) -> Subscription | None:
    """The subscription that a link in an e-mail is of."""
    return Subscription.objects.filter(key=key).first()


def untold(*, at: datetime) -> list[tuple[Consultation, Event]]:
    """Of what nobody was told yet."""
    found: list[tuple[Consultation, Event]] = []
    for each in public_consultations(at=at):
        held = each.consultation
        events = due(
            each.stage,
            opens_at=held.opens_at,
            closes_at=held.closes_at,
            published_at=held.published_at,
            closing_days=rules_of(held.rule_set).consultation_closing_days,
            at=at,
        )
        wanted = list(events)
        told = set(Telling.objects.filter(consultation=held).values_list("event", flat=True)) if wanted else set()
        found += [(held, event) for event in wanted if event not in told]
    return found
