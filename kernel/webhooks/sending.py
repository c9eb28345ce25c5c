"""What is sent to endpoints, when, and how often."""

import base64
import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import Error, connection, transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from kernel.events import told
from kernel.history import ALL, acting
from kernel.keys import unseal
from kernel.models import OutboxMessage, User, WebhookAttempt, WebhookEndpoint, WebhookMessage
from kernel.models.webhooks import PostFailure, Stopped
from kernel.outbox import send_mail, wait_after
from kernel.permissions import Role
from kernel.queries import system_user_id
from kernel.webhooks.posting import Posted, post

SEALED_FOR = "webhooks"
PREFIX = "whsec_"
NOUN, NOTICE = "kernel.webhook_endpoint", "webhook_given_up"
TRIED_FOR = timedelta(days=3)
LONGEST_ASKED = timedelta(days=1)
"""The most that a receiver's Retry-After puts an attempt off."""
REST = timedelta(seconds=5)
"""An endpoint that has just failed rests before its next message: each would wait for it anew."""
NOTICES_APART = timedelta(days=1)
LONGEST_RUN = 30.0  # seconds after which a run takes no further message
MOST_AT_ONCE = 16  # endpoints
log = logging.getLogger("house.webhooks")


def waiting(*, at: datetime) -> QuerySet[WebhookMessage]:
    """Messages that are due, to endpoints that take any."""
    return WebhookMessage.objects.filter(
        accepted_at=None, dead_at=None, due_at__lte=at, endpoint__stopped_because=""
    ).order_by("due_at", "pk")


def endpoints_due(*, at: datetime, but: Collection[int] = ()) -> list[int]:
    """The endpoints for which something is due, that of the oldest message first; none that has failed just now."""
    tried = WebhookMessage.objects.filter(
        endpoint=OuterRef("endpoint"), accepted_at=None, dead_at=None, begun_at__gt=at - REST
    )
    due = waiting(at=at).exclude(endpoint__in=list(but)).filter(~Exists(tried)).order_by()
    return list(
        due.values("endpoint").annotate(first=Min("due_at")).order_by("first").values_list("endpoint", flat=True)
    )


def send_due(*, at: datetime) -> int:
    """Send what is due, one endpoint after the other; how many messages were accepted."""
    with acting(user=system_user_id(), tenant=ALL):
        return sum(send_to(endpoint_id=pk, at=at) for pk in endpoints_due(at=at))


def send_to(*, endpoint_id: int, at: datetime) -> int:
    """Send what is due to one endpoint, until it fails; how many messages it accepted.

    No transaction is open while it is spoken to, and no two processes speak to one endpoint. A crash between its answer
    and our note of it repeats that message, and no other.
    """
    began, accepted = time.monotonic(), 0
    with _taken(endpoint_id) as is_free:
        while is_free and (passed := time.monotonic() - began) < LONGEST_RUN:
            now = at + timedelta(seconds=passed)
            due = waiting(at=now).filter(endpoint=endpoint_id).select_related("event", "endpoint__organisation")
            message = due.first()
            if message is None or not _attempt(message, at=now):
                break
            accepted += 1
    return accepted


@contextmanager
def _taken(endpoint_id: int) -> Iterator[bool]:
    """Whether no other process has the endpoint in hand; PostgreSQL lets go of it if this one dies."""
    key = [f"webhooks {endpoint_id}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", key)
        is_free = bool(cursor.fetchone()[0])
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)


def _attempt(message: WebhookMessage, *, at: datetime) -> bool:
    row = WebhookMessage.objects.filter(pk=message.pk)
    row.update(begun_at=at)
    began = time.monotonic()
    posted = _post(message, at=at)
    took = round(1000 * (time.monotonic() - began))
    with transaction.atomic():
        WebhookAttempt.objects.create(
            message=message, at=at, milliseconds=took, status=posted.status, failure=posted.failure or ""
        )
        if posted.failure is None:
            row.update(accepted_at=at, dead_at=None)  # it may have been given up meanwhile
        elif posted.failure is PostFailure.GONE:
            stop(endpoint=message.endpoint, because=Stopped.GONE, at=at)
            tell_of_given_up(endpoint=message.endpoint, at=at)
        else:
            _postpone(message, posted, at=at)
    return posted.failure is None


def _post(message: WebhookMessage, *, at: datetime) -> Posted:
    try:
        body = body_of(message)
        return post(url=message.endpoint.url, body=body, headers=headers(message, body=body, at=at))
    except Error:
        raise
    except Exception as fault:  # one message that we cannot send must not keep the others
        log.error("an event could not be sent: %s", type(fault).__name__)
        return Posted(failure=PostFailure.FAULT)


def body_of(message: WebhookMessage) -> bytes:
    """The event as the feed has it, in the same bytes each time."""
    return json.dumps(told(message.event), separators=(",", ":"), ensure_ascii=False).encode()


def headers(message: WebhookMessage, *, body: bytes, at: datetime) -> dict[str, str]:
    """Standard Webhooks 1.0.0: one id for all attempts, the time of this one, a signature by each secret in force."""
    endpoint, stamp = message.endpoint, str(int(at.timestamp()))
    sealed = [endpoint.sealed_secret]
    if endpoint.previous_until is not None and endpoint.previous_until > at:
        sealed.append(endpoint.sealed_previous)
    secrets = [unseal(purpose=SEALED_FOR, sealed=one, about=endpoint.reference) for one in sealed]
    return {
        "Content-Type": "application/json",
        "User-Agent": "manager-register-webhooks/1",
        "webhook-id": message.event.reference,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(one, message.event.reference, stamp, body) for one in secrets),
    }


def _signature(secret: str, reference: str, stamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{reference}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _postpone(message: WebhookMessage, posted: Posted, *, at: datetime) -> None:
    attempts = WebhookAttempt.objects.filter(message=message, at__gte=message.tried_since).count()
    asked = min(timedelta(seconds=posted.retry_after), LONGEST_ASKED)
    due_at = at + max(wait_after(attempts), asked)
    row = WebhookMessage.objects.filter(pk=message.pk)
    if due_at <= message.tried_since + TRIED_FOR:
        row.update(due_at=due_at)
        return
    row.update(dead_at=at)
    tell_of_given_up(endpoint=message.endpoint, at=at)


def stop(*, endpoint: WebhookEndpoint, because: Stopped, at: datetime) -> None:
    """Send nothing more to an endpoint, in the caller's transaction. What waited for it is given up."""
    locked = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    if not locked.stopped_because or because == Stopped.DELETED:
        locked.stopped_because = because
        locked.save(update_fields=["stopped_because"])
    WebhookMessage.objects.filter(endpoint=endpoint, accepted_at=None, dead_at=None).update(dead_at=at)


def tell_of_given_up(*, endpoint: WebhookEndpoint, at: datetime) -> None:
    """Write to the trust's administrators that events to an endpoint were given up; once a day at most for each."""
    told_before = OutboxMessage.objects.filter(
        template=NOTICE, noun=NOUN, reference=endpoint.reference, written_at__gt=at - NOTICES_APART
    )
    if told_before.exists():
        return
    administrators = User.objects.filter(
        organisation=endpoint.organisation_id, granted__role=Role.TRUST_ADMINISTRATOR, is_active=True
    )
    for administrator in administrators.order_by("pk"):
        send_mail(
            to=administrator.email,
            subject="Events could not be delivered to your system",
            template=NOTICE,
            context={"name": administrator.name, "endpoint": endpoint.reference},
            about=(NOUN, endpoint.reference),
        )


class Couriers:
    """One for each endpoint that something is due for, so that a slow one keeps nobody else waiting."""

    def __init__(self) -> None:
        self._busy: dict[int, threading.Thread] = {}

    def look(self, *, at: datetime) -> None:
        """Send a courier to each endpoint that something is due for and that none is at, as far as there are any."""
        self._busy = {pk: thread for pk, thread in self._busy.items() if thread.is_alive()}
        with acting(tenant=ALL):
            due = endpoints_due(at=at, but=self._busy)
        for pk in due[: MOST_AT_ONCE - len(self._busy)]:
            self._busy[pk] = threading.Thread(target=_go, args=[pk, at], name=f"courier-{pk}", daemon=True)
            self._busy[pk].start()


def _go(endpoint_id: int, at: datetime) -> None:
    try:
        with acting(user=system_user_id(), tenant=ALL):
            send_to(endpoint_id=endpoint_id, at=at)
    except Error:  # the server is being restarted; the rows wait there
        log.warning("events to an endpoint wait for PostgreSQL")
    finally:
        connection.close()
