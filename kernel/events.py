"""The feed of events: each organisation's own, without gaps, in the order of the commits.

An event is a row of the transaction that it tells of. Its place in the feed is given afterwards, by one process at a
time, to whatever has been committed by then: so nothing is ever added before a place that somebody has read. With
its place it gets its messages to the organisation's endpoints, which `kernel.webhooks` sends.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from kernel.clocks import instant
from kernel.history import ALL, acting
from kernel.models import Event, EventType, WebhookEndpoint

EVENT_TYPES = EventType.values
EVENT_WORDS: dict[str, str] = dict(EventType.choices)
LOCK = 5_012_904_772
"""The advisory lock of whoever gives out places; any number that nobody else uses."""
MOST = 2_000  # places given in one transaction

# The statement's snapshot is taken after the lock, so it sees every place that was given before.
NUMBER = """
WITH fresh AS (
    SELECT id, organisation_id, row_number() OVER (PARTITION BY organisation_id ORDER BY id) AS place
      FROM (SELECT id, organisation_id FROM kernel_event WHERE sequence IS NULL ORDER BY id LIMIT %s) AS oldest
), last AS (
    SELECT organisation_id, (SELECT max(sequence) FROM kernel_event AS told
                              WHERE told.organisation_id = waiting.organisation_id) AS place
      FROM (SELECT DISTINCT organisation_id FROM fresh) AS waiting
), numbered AS (
    UPDATE kernel_event AS event SET sequence = coalesce(last.place, 0) + fresh.place
      FROM fresh JOIN last USING (organisation_id) WHERE event.id = fresh.id
    RETURNING event.id, event.organisation_id, event.type, event.only_for_id
), addressed AS (
    INSERT INTO kernel_webhookmessage (organisation_id, event_id, endpoint_id)
    SELECT event.organisation_id, event.id, endpoint.id
      FROM numbered AS event JOIN kernel_webhookendpoint AS endpoint
        ON event.organisation_id IN (endpoint.organisation_id, endpoint.came_from_id)
     WHERE endpoint.stopped_because = ''
       AND CASE WHEN event.only_for_id IS NULL THEN endpoint.events = '{}' OR event.type = ANY(endpoint.events)
           ELSE event.only_for_id = endpoint.id END
     ORDER BY event.id
)
SELECT count(*) FROM numbered
"""


def record_event(
    *,
    organisation_id: int,
    type: EventType,
    at: datetime,
    watch: str = "",
    check: str = "",
    only_for: WebhookEndpoint | None = None,
) -> Event:
    """Write an event in the caller's transaction. `watch` is the organisation's reference, `check` that of a check."""
    return Event.objects.create(
        organisation_id=organisation_id,
        type=type,
        occurred_at=at,
        watch=watch,
        check_reference=check,
        only_for=only_for,
    )


def number_due(*, at: datetime) -> int:
    """Give every committed event its place, unless another process is at it; how many. `at` plays no part."""
    given, some = 0, MOST
    with acting(tenant=ALL):
        while some == MOST:
            some = _number()
            given += some
    return given


@transaction.atomic
def _number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() == (False,):
            return 0
        cursor.execute(NUMBER, [MOST])
        return int(cursor.fetchone()[0])


def events_after(*, organisation_id: int, after: int, limit: int) -> list[Event]:
    """At most `limit` events of an organisation that stand after a place in its feed, in order."""
    return list(Event.objects.filter(organisation_id=organisation_id, sequence__gt=after).order_by("sequence")[:limit])


def place_of(*, organisation_id: int, reference: str) -> int | None:
    """The place of one of an organisation's own events; None if it has none of this reference in its feed."""
    places = Event.objects.filter(organisation_id=organisation_id, reference=reference, sequence__isnull=False)
    return places.values_list("sequence", flat=True).first()


def last_place(*, organisation_id: int) -> int:
    """The last place in an organisation's feed; 0 where nothing stands in it."""
    places = Event.objects.filter(organisation_id=organisation_id, sequence__isnull=False).order_by("-sequence")
    return places.values_list("sequence", flat=True).first() or 0


def told(event: Event) -> dict[str, Any]:
    """An event as every program reads it, in the feed and at its endpoints."""
    shown = {
        "id": event.reference,
        "sequence": event.sequence,
        "type": event.type,
        "occurred_at": instant(event.occurred_at),
        "watch": event.watch or None,
        "check": event.check_reference or None,
    }
    if event.type == EventType.CHECK_BATCH_COMPLETED:
        shown |= {"check": None, "check_batch": event.check_reference}
    return shown | (event.assurance or {})
