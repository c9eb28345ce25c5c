"""Reads of endpoints, and of what was sent to them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from kernel.clocks import instant
from kernel.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from kernel.models.webhooks import Stopped


def endpoints_of(*, organisation_id: int) -> QuerySet[WebhookEndpoint]:
    """An organisation's own endpoints, the newest first; without those it deleted."""
    endpoints = WebhookEndpoint.objects.filter(organisation_id=organisation_id)
    return endpoints.exclude(stopped_because=Stopped.DELETED).order_by("-pk")


def page_of_endpoints(*, organisation_id: int, after: str, limit: int) -> list[WebhookEndpoint] | None:
    """At most `limit` endpoints, older than the one with reference `after`; None if there is none of it."""
    endpoints = endpoints_of(organisation_id=organisation_id)
    if after:
        last = endpoints.filter(reference=after).first()
        if last is None:
            return None
        endpoints = endpoints.filter(pk__lt=last.pk)
    return list(endpoints[:limit])


def page_of_deliveries(*, endpoint: WebhookEndpoint, after: str, limit: int) -> list[WebhookMessage] | None:
    """At most `limit` messages to an endpoint, the newest first, older than that of event `after`; None if none is."""
    attempts = Prefetch("attempts", WebhookAttempt.objects.order_by("pk"))
    messages = WebhookMessage.objects.filter(endpoint=endpoint).select_related("event").prefetch_related(attempts)
    if after:
        last = messages.filter(event__reference=after).first()
        if last is None:
            return None
        messages = messages.filter(pk__lt=last.pk)
    return list(messages.order_by("-pk")[:limit])


def endpoint_shown(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """An endpoint as its organisation reads it, without its secret."""
    until = endpoint.previous_until
    return {
        "id": endpoint.reference,
        "url": endpoint.url,
        "description": endpoint.description,
        "events": endpoint.events,
        "enabled": not endpoint.stopped_because,
        "disabled_because": endpoint.stopped_because or None,
        "created_at": instant(endpoint.created_at),
        "previous_secret_until": instant(until) if until else None,
    }


def delivery_shown(message: WebhookMessage) -> dict[str, Any]:
    """What became of one event at an endpoint."""
    waits = message.accepted_at is None and message.dead_at is None
    return {
        "id": message.event.reference,
        "type": message.event.type,
        "sequence": message.event.sequence,
        "state": "waiting" if waits else "accepted" if message.accepted_at else "given_up",
        "next_attempt_at": instant(message.due_at) if waits else None,
        "attempts": [
            {
                "at": instant(attempt.at),
                "milliseconds": attempt.milliseconds,
                "status": attempt.status,
                "failure": attempt.failure or None,
            }
            for attempt in message.attempts.all()
        ],
    }
