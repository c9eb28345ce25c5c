"""Endpoints, and events for them."""

from django.utils import timezone

from kernel.actions.webhooks import add_endpoint
from kernel.events import number_due, record_event
from kernel.models import Event, EventType, Organisation, WebhookEndpoint
from tests.receivers import Receiver


def endpoint_at(there: Receiver, of: Organisation, events: tuple[str, ...] = ()) -> tuple[WebhookEndpoint, str]:
    """An organisation's endpoint at a receiver, and its secret."""
    return add_endpoint(
        organisation_id=of.pk, url=f"{there.address}/hook", description="", events=events, at=timezone.now()
    )


def happens(of: Organisation, type: EventType = EventType.CHECK_COMPLETED) -> Event:
    """An event of an organisation, in its feed."""
    event = record_event(organisation_id=of.pk, type=type, at=timezone.now(), check="chk_1")
    number_due(at=timezone.now())
    event.refresh_from_db()
    return event
