"""The only way out of the process."""

import email
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kernel import gateways, outbox
from kernel.gateways import NotDelivered
from kernel.models import Delivery, OutboxMessage
from kernel.models.outbox import Failure

LATER = datetime(2100, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_URL = tmp_path.as_uri()
    return tmp_path


@pytest.fixture(autouse=True)
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "render_to_string", lambda name, values, using: f"Hello {values['name']}")


def write(name: str = "Ama", subject: str = "A notice") -> OutboxMessage:
    return outbox.send_mail(to="a@example.test", subject=subject, template="any", context={"name": name})


def refusing(monkeypatch: pytest.MonkeyPatch, failure: Failure | Exception) -> list[str]:
    """Every message is refused; answers the list of those that were tried."""
    tried: list[str] = []

    def refuse(message: OutboxMessage) -> None:
        tried.append(str(message.pk))
        raise failure if isinstance(failure, Exception) else NotDelivered(failure)

    monkeypatch.setattr(gateways, "deliver", refuse)
    return tried


@pytest.mark.django_db
def test_whoever_reads_the_database_reads_no_message() -> None:
    message = write("Zzcanary")
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM kernel_outboxmessage m")
        (row,) = cursor.fetchone()
    assert "Zzcanary" in message.body
    assert "Zzcanary" not in row


@pytest.mark.django_db
def test_a_message_is_sent_once_with_the_words_it_was_written_with(folder: Path) -> None:
    message = write()
    assert list(folder.iterdir()) == []
    assert outbox.dispatch(at=LATER) == 1
    assert outbox.dispatch(at=LATER) == 0
    (path,) = folder.iterdir()
    sent = email.message_from_bytes(path.read_bytes())
    assert (sent["To"], sent["Subject"]) == ("a@example.test", "A notice")
    assert sent["Message-ID"] == f"<{message.pk}@manager-register>"
    assert "Hello Ama" in path.read_text()
    delivery = Delivery.objects.get(message=message)
    assert (delivery.outcome, delivery.failure, delivery.gateway) == ("sent", "", "folder")


@pytest.mark.django_db
def test_a_message_that_could_not_be_sent_waits_longer_each_time_and_then_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message, at, waits = write(), LATER, []
    refusing(monkeypatch, Failure.LATER)
    for _ in range(15):
        assert outbox.dispatch(at=at) == 0
        assert outbox.dispatch(at=at) == 0
        message.refresh_from_db()
        waits.append((message.due_at - at).total_seconds())
        at = message.due_at
    longest = [min(4 * 2**number, 8 * 3600) for number in range(15)]
    assert all(0.75 * most <= wait <= most for wait, most in zip(waits, longest, strict=True)), waits
    assert len({wait / most for wait, most in zip(waits, longest, strict=True)}) > 1
    assert set(message.deliveries.values_list("outcome", "failure")) == {("waits", "later")}
    monkeypatch.undo()
    assert outbox.dispatch(at=at) == 1


@pytest.mark.django_db
def test_a_message_is_given_up_after_so_many_attempts_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    message, tried = write(), refusing(monkeypatch, Failure.UNREACHABLE)
    for number in range(outbox.MOST_ATTEMPTS + 5):
        assert outbox.dispatch(at=LATER + number * DAY) == 0
    message.refresh_from_db()
    assert len(tried) == outbox.MOST_ATTEMPTS
    assert message.dead_at == LATER + (outbox.MOST_ATTEMPTS - 1) * DAY
    assert [row.outcome for row in message.deliveries.order_by("pk")] == ["waits"] * (len(tried) - 1) + ["dead"]


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [Failure.ADDRESS, Failure.MALFORMED])
def test_what_no_repetition_can_mend_is_given_up_at_once(failure: Failure, monkeypatch: pytest.MonkeyPatch) -> None:
    message = write()
    refusing(monkeypatch, failure)
    outbox.dispatch(at=LATER)
    message.refresh_from_db()
    assert message.dead_at == LATER


@pytest.mark.django_db
def test_a_message_that_cannot_be_sent_does_not_keep_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 1)
    broken = write(subject="Two\nlines")
    write()
    assert outbox.dispatch(at=LATER) == 1
    assert Delivery.objects.get(message=broken).failure == "malformed"


@pytest.mark.django_db
def test_a_fault_of_ours_is_an_attempt_that_failed_and_not_the_end_of_the_dispatcher(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = write(), write()
    tried = refusing(monkeypatch, ZeroDivisionError())
    assert outbox.dispatch(at=LATER) == 0
    assert set(tried) == {str(first.pk), str(second.pk)}
    assert Delivery.objects.filter(outcome="waits", failure="fault").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("failure", [Failure.UNREACHABLE, Failure.SETTINGS])
def test_a_gateway_that_takes_nothing_is_asked_once_a_run(failure: Failure, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        write()
    tried = refusing(monkeypatch, failure)
    assert outbox.dispatch(at=LATER) == 0
    assert len(tried) == 1


@pytest.mark.django_db
def test_nothing_leaves_a_transaction_that_is_rolled_back(folder: Path) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert outbox.dispatch(at=LATER) == 0
    assert list(folder.iterdir()) == []


@pytest.mark.django_db
def test_the_text_of_a_message_and_what_came_of_an_attempt_never_change(folder: Path) -> None:
    message = write()
    outbox.dispatch(at=LATER)
    for change in ({"sealed_body": "x"}, {"to": "b@example.test"}, {"template": "x"}):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(**change)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Delivery.objects.update(outcome="waits", failure="later")
    with pytest.raises(IntegrityError, match="delivery_sent_once"), transaction.atomic():
        Delivery.objects.create(message=message, at=LATER, gateway="folder", outcome="sent")
    with pytest.raises(IntegrityError, match="outbox_sent_or_dead"), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(dead_at=LATER)


@pytest.fixture
def in_the_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whether a transaction is open while the gateway is spoken to."""
    open_while_sending: list[bool] = []
    deliver = gateways.deliver

    def watched(message: OutboxMessage) -> None:
        open_while_sending.append(connection.in_atomic_block)
        deliver(message)

    monkeypatch.setattr(gateways, "deliver", watched)
    yield
    assert open_while_sending == [False]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_gateway_is_spoken_to(folder: Path, in_the_open: None) -> None:
    write()
    assert outbox.dispatch(at=LATER) == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_side_by_side_never_send_the_same_message(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        write(str(number))
    delivered: list[str] = []
    both = threading.Barrier(2, timeout=20)
    waited = threading.local()

    def deliver(message: OutboxMessage) -> None:
        if not getattr(waited, "yes", False):
            waited.yes = True
            both.wait()
        delivered.append(str(message.pk))

    monkeypatch.setattr(outbox, "BATCH", 4)
    monkeypatch.setattr(gateways, "deliver", deliver)
    threads = [threading.Thread(target=dispatch_and_close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(delivered) == len(set(delivered)) == 8


def dispatch_and_close() -> None:
    outbox.dispatch(at=LATER)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_commit_wakes_a_dispatcher_once_and_only_the_commit(settings: Any) -> None:
    settings.WAKE_DISPATCHER = "tests.kernel.test_outbox.wake"
    wakes.clear()
    with transaction.atomic():
        write()
        write()
        assert wakes == []
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert len(wakes) == 1


wakes: list[int] = []


def wake() -> None:
    wakes.append(1)
