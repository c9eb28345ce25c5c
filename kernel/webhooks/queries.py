"""Reads of endpoints, and of what was sent to them."""

from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Prefetch, Q, QuerySet

from kernel.clocks import instant
from kernel.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from kernel.models.webhooks import PostFailure, Stopped

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counted(TypedDict):
        """What `counted_endpoints_of` adds to each."""

        waiting: int
        given_up: int

    CountedEndpoint = WithAnnotations[WebhookEndpoint, Counted]

STOP_WORDS: dict[str, str] = dict(Stopped.choices)
FAILURE_WORDS: dict[str, str] = dict(PostFailure.choices)
WAITS = Q(accepted_at=None, dead_at=None)
BY_STATE = {"waiting": WAITS, "accepted": Q(accepted_at__isnull=False), "given_up": Q(dead_at__isnull=False)}


def endpoints_of(*, organisation_id: int) -> QuerySet[WebhookEndpoint]:
    """An organisation's own endpoints, the newest first; without those it deleted."""
    endpoints = WebhookEndpoint.objects.filter(organisation_id=organisation_id)
    return endpoints.exclude(stopped_because=Stopped.DELETED).select_related("came_from").order_by("-pk")


def counted_endpoints_of(*, organisation_id: int) -> "QuerySet[CountedEndpoint]":
    """The same, each with how many events wait for it, and how many were given up."""
    open_still = Q(messages__accepted_at=None, messages__isnull=False)
    return endpoints_of(organisation_id=organisation_id).annotate(
        waiting=Count("messages", filter=open_still & Q(messages__dead_at=None)),
        given_up=Count("messages", filter=Q(messages__dead_at__isnull=False)),
    )


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
    messages = deliveries_of(endpoint=endpoint)
    if after:
        last = messages.filter(event__reference=after).first()
        if last is None:
            return None
        messages = messages.filter(pk__lt=last.pk)
    return list(messages[:limit])


def deliveries_of(*, endpoint: WebhookEndpoint, state: str = "") -> QuerySet[WebhookMessage]:
    """What was sent to an endpoint, or is to be, the newest first, with the attempts; in one state if given."""
    attempts = Prefetch("attempts", WebhookAttempt.objects.order_by("pk"))
    messages = WebhookMessage.objects.filter(BY_STATE.get(state, Q()), endpoint=endpoint)
    return messages.select_related("event").prefetch_related(attempts).order_by("-pk")


def state_of(message: WebhookMessage) -> str:
    """Whether a message waits, was accepted or was given up."""
    return "accepted" if message.accepted_at else "given_up" if message.dead_at else "waiting"


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
    state = state_of(message)
    return {
        "id": message.event.reference,
        "type": message.event.type,
        "sequence": message.event.sequence,
        "state": state,
        "next_attempt_at": instant(message.due_at) if state == "waiting" else None,
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
