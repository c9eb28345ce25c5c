"""Receivers that hang, drip, flood and hang up; several of them at once, and several dispatchers."""

import socket
import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kernel.models import Organisation, WebhookAttempt, WebhookMessage
from kernel.webhooks import posting
from kernel.webhooks.sending import Couriers, send_due
from tests.factories.kernel import organisation
from tests.factories.webhooks import endpoint_at, happens
from tests.receivers import Receiver


def dripping(handler: Any) -> None:
    """Answers a byte at a time, each within a socket's patience."""
    while True:
        try:
            handler.wfile.write(b"H")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def silent(handler: Any) -> None:
    handler.connection.recv(1)


def flooding(handler: Any) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" + b"x" * 200_000)


def hanging_up(handler: Any) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def no_http(handler: Any) -> None:
    handler.wfile.write(b"220 ready\r\n")
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("manner", "failure"),
    [
        (silent, "timeout"),
        (dripping, "timeout"),
        (flooding, ""),
        (hanging_up, "unreachable"),
        (no_http, "unreachable"),
    ],
)
def test_a_receiver_keeps_nobody_for_longer_than_its_time_and_fills_nothing(
    manner: Any, failure: str, there: Receiver, trust: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    endpoint_at(there, trust)
    happens(trust)
    there.answers = [manner]
    began = time.monotonic()
    send_due(at=timezone.now())
    assert time.monotonic() - began < 1.5
    assert WebhookAttempt.objects.get().failure == failure


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_keeps_neither_another_nor_a_transaction_waiting(
    there: Receiver, trust: Organisation
) -> None:
    stuck, free, idle = threading.Event(), threading.Event(), []

    def hang(handler: Any) -> None:
        stuck.set()
        free.wait(20)

    couriers, other = Couriers(), organisation()
    slow, _ = endpoint_at(there, trust)
    quick, _ = endpoint_at(there, other)
    there.answers = [hang]
    happens(trust)
    couriers.look(at=timezone.now())
    assert stuck.wait(20)
    event = happens(other)
    happens(trust)
    couriers.look(at=timezone.now())
    until(lambda: WebhookMessage.objects.filter(event=event, accepted_at__isnull=False).exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                       " AND datname = current_database()")  # fmt: skip
        idle = cursor.fetchone()
    assert idle == (0,)
    assert WebhookMessage.objects.filter(endpoint=slow, accepted_at=None).count() == 2
    free.set()
    until(lambda: not [thread for thread in couriers._busy.values() if thread.is_alive()])
    assert quick.pk in couriers._busy


def until(came_true: Any) -> None:
    limit = time.monotonic() + 20
    while not came_true():
        assert time.monotonic() < limit
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_send_each_event_once(there: Receiver, trust: Organisation) -> None:
    endpoint_at(there, trust)
    events = {happens(trust).reference for _ in range(10)}
    both = [Couriers(), Couriers()]
    for couriers in both:
        couriers.look(at=timezone.now())
    until(lambda: not [one for couriers in both for one in couriers._busy.values() if one.is_alive()])
    assert there.ids == dict.fromkeys(events, 1)
