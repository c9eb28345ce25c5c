"""By which way an e-mail leaves: what each gateway is given, and of what class each refusal is."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import gateways, outbox
from kernel.gateways import NotDelivered
from kernel.models import Delivery, OutboxMessage
from kernel.models.outbox import Failure
from tests.gateways import KEY, Notify, mail_server
from tests.gateways import notify as notify_server

pytestmark = pytest.mark.django_db
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def notify(settings: Any) -> Iterator[Notify]:
    with notify_server() as server:
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, "template-1"
        settings.NOTIFY_API_URL = server.address
        yield server


def write() -> OutboxMessage:
    return outbox.send_mail(
        to="a@example.test", subject="A notice", template="password_changed", context={"name": "Ama"}
    )


def test_notify_is_given_the_message_as_personalisation_of_one_template(notify: Notify) -> None:
    message = write()
    assert outbox.dispatch(at=LATER) == 1
    assert notify.sent == [
        {
            "email_address": "a@example.test",
            "template_id": "template-1",
            "personalisation": {"subject": "A notice", "body": message.body},
            "reference": str(message.pk),
        }
    ]
    assert Delivery.objects.get().gateway == "notify"


def test_mail_that_can_be_stopped_says_where_by_one_post(notify: Notify, settings: Any) -> None:
    settings.BASE_URL = "https://x.example"
    stopped = "https://x.example/stop/"
    message = outbox.send_mail(
        to="a@example.test", subject="News", template="password_changed", context={"name": "Ama"}, unsubscribe="/stop/"
    )
    email = gateways._as_email(message)
    assert (email["List-Unsubscribe"], email["List-Unsubscribe-Post"]) == (f"<{stopped}>", "List-Unsubscribe=One-Click")
    assert gateways._as_email(write())["List-Unsubscribe"] is None
    assert outbox.dispatch(at=LATER) == 2
    assert [one.get("one_click_unsubscribe_url") for one in notify.sent] == [stopped, None]


def test_an_answer_of_notify_that_was_lost_does_not_make_it_send_twice(notify: Notify) -> None:
    write()
    notify.lose_answers = 1
    assert outbox.dispatch(at=LATER) == 0
    assert outbox.dispatch(at=LATER + timedelta(minutes=1)) == 1
    assert len(notify.sent) == 1


@pytest.mark.parametrize(
    ("status", "failure", "outcome"),
    [
        (400, "address", "dead"),
        (403, "settings", "waits"),
        (429, "later", "waits"),
        (500, "unreachable", "waits"),
        (302, "unreachable", "waits"),
    ],
)
def test_each_refusal_of_notify_has_its_class(notify: Notify, status: int, failure: str, outcome: str) -> None:
    write()
    notify.statuses = [status]
    assert outbox.dispatch(at=LATER) == 0
    assert Delivery.objects.values_list("failure", "outcome").get() == (failure, outcome)


def test_a_key_that_notify_does_not_know_is_a_matter_of_settings(notify: Notify, settings: Any) -> None:
    settings.NOTIFY_API_KEY = KEY.replace("6d1c8c1b", "00000000")
    write()
    outbox.dispatch(at=LATER)
    assert Delivery.objects.get().failure == "settings"
    assert notify.sent == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("554 no", "address"), ("451 later", "later"), ("421 closing", "later")],
)
def test_each_answer_of_a_mail_server_has_its_class(settings: Any, answer: str, failure: str) -> None:
    with mail_server(lambda _content: answer) as settings.EMAIL_URL:
        write()
        assert outbox.dispatch(at=LATER) == 0
    assert Delivery.objects.values_list("failure", "gateway").get() == (failure, "smtp")


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"")}), Failure.ADDRESS),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"")}), Failure.LATER),
        (smtplib.SMTPAuthenticationError(535, b""), Failure.SETTINGS),
        (smtplib.SMTPSenderRefused(550, b"", "x"), Failure.SETTINGS),
        (smtplib.SMTPNotSupportedError(), Failure.ADDRESS),
        (smtplib.SMTPServerDisconnected(), Failure.UNREACHABLE),
        (ConnectionRefusedError(), Failure.UNREACHABLE),
        (TimeoutError(), Failure.UNREACHABLE),
    ],
)
def test_each_fault_on_the_way_to_a_mail_server_has_its_class(
    settings: Any, monkeypatch: pytest.MonkeyPatch, fault: OSError, failure: Failure
) -> None:
    settings.EMAIL_URL = "smtp://mail.example.test"

    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(gateways, "SMTP", refuse)
    with pytest.raises(NotDelivered) as refused:
        gateways.deliver(write())
    assert refused.value.failure == failure
