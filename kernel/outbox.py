"""The only way out of the process.

A message is a row in the transaction that causes it; the dispatcher sends it afterwards, at least once, with
a Message-ID that stays the same. Nothing is lost with Redis, a worker or the web process.
"""

import logging
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from kernel import gateways, sealed_boxes
from kernel.gateways import NotDelivered
from kernel.keys import seal
from kernel.models import Delivery, OutboxMessage
from kernel.models.outbox import SEALED_FOR, SEALED_FOR_NOTICES, Failure, Outcome
from kernel.models.sealing import Box

BATCH = 20
LONGEST_RUN = 30.0  # seconds after which a run takes no further message
FIRST_WAIT = timedelta(seconds=4)
LONGEST_WAIT = timedelta(hours=8)
MOST_ATTEMPTS = 20  # the waits double up to the longest: together two to three days
HOPELESS = frozenset({Failure.ADDRESS, Failure.MALFORMED})
SHUT = frozenset({Failure.UNREACHABLE, Failure.SETTINGS})
log = logging.getLogger("house.outbox")


def send_mail(
    *,
    to: str = "",
    sealed_to: str = "",
    subject: str,
    template: str,
    context: Mapping[str, Any],
    about: tuple[str, str] = ("", ""),
    unsubscribe: str = "",
) -> OutboxMessage:
    """Write one e-mail to the outbox, in the caller's transaction.

    `template` names templates/emails/<template>.txt.jinja. The subject must carry no personal data: it is
    shown on locked screens and kept by every mail server on the way. `about` is the noun and reference of the thing
    whose page says so if the message does not arrive. `sealed_to`, in the place of `to`, is what `sealed_address` made
    of an address that the dispatcher alone may read. `unsubscribe` is where on this site a POST stops such mail
    (RFC 8058), of mail that somebody did not ask for message by message.
    """
    values = {"base_url": settings.BASE_URL, "service_name": settings.SERVICE_NAME, **context}
    body = render_to_string(f"emails/{template}.txt.jinja", values, using="jinja2")
    (noun, reference), key = about, uuid4()
    message = OutboxMessage.objects.create(
        id=key,
        to=to,
        sealed_to=sealed_to,
        template=template,
        subject=subject,
        sealed_body=seal(purpose=SEALED_FOR, value=body, about=str(key)),
        noun=noun,
        reference=reference,
        unsubscribe=f"{settings.BASE_URL}{unsubscribe}" if unsubscribe else "",
    )
    wake_when_committed()
    return message


def sealed_address(address: str) -> str:
    """An address as it may be kept where nobody but the dispatcher shall read it. Refuses while that has no key."""
    return sealed_boxes.close(box=Box.NOTICES, value=address, about=SEALED_FOR_NOTICES)


def wake_when_committed() -> None:
    """Have a dispatcher look at once. If nobody can be woken the message waits a second, until one looks by itself."""
    if _wake not in [entry[1] for entry in connection.run_on_commit]:
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    import_string(settings.WAKE_DISPATCHER)()


def dispatch(*, at: datetime) -> int:
    """Send up to BATCH messages that are due and return how many were sent; none, and nothing can be sent now.

    No transaction is open while a gateway is spoken to. A crash between its answer and our note of it repeats that
    message, and no other. Where the gateway takes nothing from anybody, the other messages wait untried. What goes to
    a sealed address waits for the process that can open it, which the worker is not.
    """
    sent, until = 0, time.monotonic() + LONGEST_RUN
    due = OutboxMessage.objects.filter(sent_at=None, dead_at=None, due_at__lte=at).order_by("due_at")
    if not sealed_boxes.can_open(Box.NOTICES):
        due = due.filter(sealed_to="")
    while sent < BATCH and time.monotonic() < until:
        with _taken(due) as message:
            if message is None:
                break
            failure = _attempt(message, at=at)
        if failure in SHUT:
            break
        sent += failure is None
    return sent


@contextmanager
def _taken(due: QuerySet[OutboxMessage]) -> Iterator[OutboxMessage | None]:
    """The first due message that no other dispatcher has in hand; PostgreSQL lets go of it if this process dies."""
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        if _lock("pg_try_advisory_lock", pk):
            try:
                if message := due.filter(pk=pk).first():  # another may have sent it since the list was read
                    yield message
                    return
            finally:
                _lock("pg_advisory_unlock", pk)
    yield None


def _lock(function: str, pk: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"outbox {pk}"])
        return bool(cursor.fetchone()[0])


def _attempt(message: OutboxMessage, *, at: datetime) -> Failure | None:
    row = OutboxMessage.objects.filter(pk=message.pk)
    row.update(begun_at=at)
    gateway, failure = gateways.chosen(), _failure_of(message)
    with transaction.atomic():
        if failure is None:
            row.update(sent_at=at)
            outcome = Outcome.SENT
        else:
            outcome = _postpone(message, row, failure=failure, at=at)
        Delivery.objects.create(message=message, at=at, gateway=gateway, outcome=outcome, failure=failure or "")
    return failure


def _failure_of(message: OutboxMessage) -> Failure | None:
    try:
        gateways.deliver(message)
    except NotDelivered as refused:
        return refused.failure
    except Error:
        raise
    except Exception as fault:  # one message that we cannot send must not keep the others
        log.error("a message could not be sent: %s", type(fault).__name__)
        return Failure.FAULT
    return None


def _postpone(message: OutboxMessage, row: QuerySet[OutboxMessage], *, failure: Failure, at: datetime) -> Outcome:
    attempts = 1 + _attempts(message)
    if failure in HOPELESS or attempts >= MOST_ATTEMPTS:
        row.update(dead_at=at)
        return Outcome.DEAD
    row.update(due_at=at + wait_after(attempts))
    return Outcome.WAITS


def _attempts(message: OutboxMessage) -> int:
    """Attempts so far; those before somebody had it sent again do not count."""
    last = message.resendings.order_by("-pk").first()
    tried = message.deliveries.filter(at__gte=last.at) if last else message.deliveries
    return tried.count()


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt: twice as long each time, to a limit, of which up to a quarter at random less.

    The random part keeps what failed together from coming back together.
    """
    longest = min(FIRST_WAIT * int(2 ** (attempts - 1)), LONGEST_WAIT)
    return longest * random.uniform(0.75, 1)  # noqa: S311  # nothing is kept secret by it
