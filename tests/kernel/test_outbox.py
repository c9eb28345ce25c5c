"""The only way out of the process."""

import email
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from kernel import outbox
from kernel.models import OutboxMessage

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.EMAIL_URL = tmp_path.as_uri()  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "render_to_string", lambda name, values, using: f"Hello {values['name']}")


def write(name: str = "Ama") -> OutboxMessage:
    return outbox.send_mail(to="a@example.test", subject="A notice", template="any", context={"name": name})


@pytest.mark.django_db
def test_a_message_is_sent_once_with_the_words_it_was_written_with(folder: Path, template: None) -> None:
    message = write()
    assert list(folder.iterdir()) == []
    assert outbox.dispatch(at=LATER) == 1
    assert outbox.dispatch(at=LATER) == 0
    (path,) = folder.iterdir()
    sent = email.message_from_bytes(path.read_bytes())
    assert (sent["To"], sent["Subject"]) == ("a@example.test", "A notice")
    assert sent["Message-ID"] == f"<{message.pk}@manager-register>"
    assert "Hello Ama" in path.read_text()


@pytest.mark.django_db
def test_a_message_that_could_not_be_sent_waits_longer_each_time(
    folder: Path, template: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = write()
    monkeypatch.setattr(outbox, "_deliver", refuse)
    assert outbox.dispatch(at=LATER) == 0
    message.refresh_from_db()
    assert (message.attempts, message.sent_at, message.failure) == (1, None, "ConnectionRefusedError")
    assert outbox.dispatch(at=LATER) == 0
    assert message.due_at == LATER + timedelta(seconds=1)
    monkeypatch.undo()
    assert outbox.dispatch(at=LATER + timedelta(seconds=2)) == 1


def refuse(*_: object) -> None:
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_messages_that_cannot_be_sent_do_not_keep_the_others(
    folder: Path, template: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 1)
    outbox.send_mail(to="a@example.test", subject="Two\nlines", template="any", context={"name": "Ama"})
    write()
    assert outbox.dispatch(at=LATER) == 1
    assert OutboxMessage.objects.get(sent_at=None).failure == "ValueError"


@pytest.mark.django_db
def test_nothing_leaves_a_transaction_that_is_rolled_back(folder: Path, template: None) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert outbox.dispatch(at=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_side_by_side_never_send_the_same_message(
    folder: Path, template: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(8):
        write(str(number))
    delivered: list[str] = []
    both = threading.Barrier(2, timeout=20)
    waited = threading.local()

    def deliver(message: email.message.EmailMessage) -> None:
        if not getattr(waited, "yes", False):
            waited.yes = True
            both.wait()
        delivered.append(message["Message-ID"])

    monkeypatch.setattr(outbox, "BATCH", 4)
    monkeypatch.setattr(outbox, "_deliver", deliver)
    threads = [threading.Thread(target=dispatch_and_close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(delivered) == len(set(delivered)) == 8


def dispatch_and_close() -> None:
    outbox.dispatch(at=LATER)
    connection.close()
