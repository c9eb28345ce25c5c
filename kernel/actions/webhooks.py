"""An organisation's endpoints: the addresses at which its programs are told of events."""

import base64
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from kernel.errors import ActionRefused
from kernel.events import record_event
from kernel.keys import seal
from kernel.models import Event, EventType, WebhookEndpoint, WebhookMessage
from kernel.models.webhooks import Stopped, new_endpoint_reference
from kernel.webhooks.addresses import NotAllowed, target_of
from kernel.webhooks.sending import PREFIX, SEALED_FOR, stop

SECRET_BYTES = 32
BOTH_SECRETS = timedelta(hours=24)
"""How long the secret before signs too, so that a receiver can change over."""
MOST_ENDPOINTS = 20


class AddressRefused(ActionRefused):
    """Nothing may be sent to this address."""


class TooManyEndpoints(ActionRefused):
    """The organisation has as many endpoints as it may have."""


class IsStopped(ActionRefused):
    """Nothing is sent to the endpoint."""


@dataclass(frozen=True, kw_only=True)
class EndpointChange:
    """What is to be different; None is as it was. `events` () is all types."""

    url: str | None = None
    description: str | None = None
    events: Collection[str] | None = None
    enabled: bool | None = None


@transaction.atomic
def add_endpoint(
    *,
    organisation_id: int,
    url: str,
    description: str,
    events: Collection[str],
    at: datetime,
    client_id: int | None = None,
) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint; gives it and its secret, which is told here once. Empty `events` is all types.

    `client_id` is the key of the program that asks for it, if one does; it lasts no longer than a grant.
    Refuses an address that may not be called, and more than MOST_ENDPOINTS for one organisation.
    """
    _require_callable(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"endpoints {organisation_id}"])
    live = WebhookEndpoint.objects.filter(organisation_id=organisation_id).exclude(stopped_because=Stopped.DELETED)
    if live.count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(f"There are {MOST_ENDPOINTS} endpoints, and there can be no more. Delete one first.")
    reference, secret = new_endpoint_reference(), _new_secret()
    endpoint = WebhookEndpoint.objects.create(
        reference=reference,
        organisation_id=organisation_id,
        url=url,
        description=description,
        events=sorted(set(events)),
        sealed_secret=seal(purpose=SEALED_FOR, value=secret, about=reference),
        created_at=at,
        client_id=client_id,
    )
    return endpoint, secret


@transaction.atomic
def change_endpoint(*, endpoint: WebhookEndpoint, change: EndpointChange, at: datetime) -> WebhookEndpoint:
    """Change an endpoint, or switch it off and on. Switched off, it is sent nothing, and what waited is given up.

    Refuses an address that may not be called, and one that was deleted.
    """
    endpoint = _locked(endpoint)
    if change.url is not None:
        _require_callable(change.url)
        endpoint.url = change.url
    if change.description is not None:
        endpoint.description = change.description
    if change.events is not None:
        endpoint.events = sorted(set(change.events))
    if change.enabled:
        endpoint.stopped_because = ""
    endpoint.save(update_fields=["url", "description", "events", "stopped_because"])
    if change.enabled is False:
        stop(endpoint=endpoint, because=Stopped.BY_ORGANISATION, at=at)
    endpoint.refresh_from_db()
    return endpoint


@transaction.atomic
def delete_endpoint(*, endpoint: WebhookEndpoint, at: datetime) -> None:
    """Send nothing more to an endpoint, for good. What was sent, and came of it, stays on record."""
    stop(endpoint=_locked(endpoint), because=Stopped.DELETED, at=at)


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, at: datetime) -> tuple[WebhookEndpoint, str]:
    """Give an endpoint another secret, told here once. The one before signs too for another 24 hours."""
    endpoint, secret = _locked(endpoint), _new_secret()
    endpoint.sealed_previous, endpoint.previous_until = endpoint.sealed_secret, at + BOTH_SECRETS
    endpoint.sealed_secret = seal(purpose=SEALED_FOR, value=secret, about=endpoint.reference)
    endpoint.save(update_fields=["sealed_secret", "sealed_previous", "previous_until"])
    return endpoint, secret


@transaction.atomic
def ping(*, endpoint: WebhookEndpoint, at: datetime) -> Event:
    """Send an endpoint a test, as any event is sent. Refuses one to which nothing is sent."""
    endpoint = _locked(endpoint)
    _require_live(endpoint)
    return record_event(
        organisation_id=endpoint.organisation_id, type=EventType.ENDPOINT_PING, at=at, only_for=endpoint
    )


@transaction.atomic
def redeliver(*, endpoint: WebhookEndpoint, event: str, since: datetime | None, at: datetime) -> int | None:
    """Send an endpoint one event again, whatever became of it; or ("") all that were given up, of those since then.

    Answers how many are to be sent, and None where the organisation has no such event. Refuses an endpoint to which
    nothing is sent. The three days of attempts begin anew.
    """
    endpoint = _locked(endpoint)
    _require_live(endpoint)
    messages = WebhookMessage.objects.filter(endpoint=endpoint)
    if event:
        found = Event.objects.filter(
            organisation_id=endpoint.organisation_id, reference=event, sequence__isnull=False
        ).first()
        if found is None or found.only_for_id not in (None, endpoint.pk):
            return None
        messages.get_or_create(event=found, endpoint=endpoint, defaults={"organisation_id": endpoint.organisation_id})
        messages = messages.filter(event=found)
    else:
        messages = messages.filter(dead_at__isnull=False)
        messages = messages.filter(event__occurred_at__gte=since) if since else messages
    return messages.update(accepted_at=None, dead_at=None, due_at=at, tried_since=at)


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    locked = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    if locked.stopped_because == Stopped.DELETED:
        raise IsStopped("This endpoint was deleted just now.")
    return locked


def _require_live(endpoint: WebhookEndpoint) -> None:
    if endpoint.stopped_because:
        raise IsStopped("Nothing is sent to this endpoint. Switch it on first.")


def _require_callable(url: str) -> None:
    try:
        target_of(url)
    except NotAllowed as refusal:
        raise AddressRefused(str(refusal)) from None


def _new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
