"""The outbox under bad treatment: a dispatcher killed while it sends, Redis flushed, silent or gone."""

import email
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

import config.celery
from kernel import outbox
from kernel.models import Delivery, OutboxMessage
from tests.gateways import mail_server

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
MESSAGES = 6
KILLED_AT = 3


def write() -> OutboxMessage:
    with transaction.atomic():
        return outbox.send_mail(to="a@example.test", subject="A notice", template="password_changed", context=CONTEXT)


CONTEXT = {"name": "Ama"}


def dispatcher(email_url: str, tmp_path: Path) -> subprocess.Popen[bytes]:
    """A process of its own on this test's database."""
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}:{quote(at['PASSWORD'])}@/{at['NAME']}?host={quote(at['HOST'])}&port={at['PORT']}"
    folders = {"STATE_DIR": str(tmp_path), "KEYRING_DIR": str(settings.KEYRING_DIR)}
    environment = os.environ | folders | {"DATABASE_URL": url, "EMAIL_URL": email_url}
    command: list[str | Path] = [sys.executable, ROOT / "manage.py", "dispatch", "--until-idle"]
    return subprocess.Popen(command, env=environment, cwd=ROOT)


def test_a_dispatcher_killed_between_sending_and_noting_it_repeats_that_message_and_no_other(tmp_path: Path) -> None:
    written = [f"<{write().pk}@manager-register>" for _ in range(MESSAGES)]
    came: list[str] = []
    running: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def taken(content: bytes) -> str:
        came.append(str(email.message_from_bytes(content)["Message-ID"]))
        if len(came) == KILLED_AT:
            started.wait(20)
            running[0].send_signal(signal.SIGKILL)
            running[0].wait(20)
        return "250 ok"

    with mail_server(taken) as url:
        running.append(dispatcher(url, tmp_path))
        started.set()
        assert running[0].wait(60) == -signal.SIGKILL
        assert OutboxMessage.objects.filter(sent_at=None).count() == MESSAGES - KILLED_AT + 1
        assert dispatcher(url, tmp_path).wait(60) == 0
    assert Counter(came) == Counter(written) + Counter([came[KILLED_AT - 1]])
    assert Delivery.objects.filter(outcome="sent").count() == MESSAGES
    assert not OutboxMessage.objects.filter(sent_at=None).exists()


def test_a_flushed_redis_loses_no_message(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_URL = tmp_path.as_uri()
    queue = redis.Redis.from_url(settings.REDIS_URL)
    messages = [write() for _ in range(3)]
    queue.flushall()
    assert outbox.dispatch(at=timezone.now()) == 3
    assert {path.stem for path in tmp_path.iterdir()} == {str(message.pk) for message in messages}


def woken() -> None:
    """Wait until nobody is waking a worker any more."""
    for thread in threading.enumerate():
        if thread.name == "wake-dispatcher":
            thread.join(20)


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As after a start, when no broker is known to be silent."""
    woken()
    monkeypatch.setattr(config.celery, "_silent_until", 0.0)
    yield
    woken()


@pytest.mark.usefixtures("forgetful")
def test_the_commit_puts_one_wake_up_call_into_the_queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = settings.REDIS_URL.rpartition("/")[0] + "/9"  # tests beside this one wake the dispatcher too
    monkeypatch.setattr(config.celery.app.conf, "broker_write_url", apart)
    queue = redis.Redis.from_url(apart)
    queue.flushdb()
    write()
    woken()
    assert queue.llen("celery") == 1
    assert b"a@example.test" not in queue.lrange("celery", 0, -1)[0]


@pytest.mark.usefixtures("forgetful")
def test_without_redis_messages_are_written_and_sent_all_the_same(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_URL = tmp_path.as_uri()
    monkeypatch.setattr(config.celery.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    write()
    woken()
    assert config.celery._silent_until > time.monotonic()
    assert outbox.dispatch(at=timezone.now()) == 1


@pytest.mark.usefixtures("forgetful")
def test_a_redis_that_takes_connections_and_says_nothing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(
            config.celery.app.conf, "broker_write_url", f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        )
        began = time.monotonic()
        for _ in range(3):
            write()
        assert time.monotonic() - began < 1
    assert OutboxMessage.objects.filter(sent_at=None).count() == 3
