"""Messages that were given up: what administrators see of them, sending them again, and being told."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from kernel import actions, gateways, outbox
from kernel.actions.messages import NotDead
from kernel.gateways import NotDelivered
from kernel.models import AccessEvent, OutboxMessage, Resending, User
from kernel.models.outbox import Failure
from kernel.permissions import Role
from tests.factories.kernel import user_with
from tests.races import refusals

pytestmark = pytest.mark.django_db
LATER = datetime(2100, 1, 1, tzinfo=UTC)
LIST = "/staff/undelivered/"
CANARY = "Zzcanary"


def dead(failure: Failure = Failure.ADDRESS, template: str = "conduct_response_asked", to: str = "") -> OutboxMessage:
    """A message with canaries in it that was given up."""
    to = to or f"{CANARY}@example.test".lower()
    with patch.object(outbox, "render_to_string", return_value=CANARY):
        message = outbox.send_mail(to=to, subject=CANARY, template=template, context={})
    with patch.object(gateways, "deliver", side_effect=NotDelivered(failure)), patch.object(outbox, "MOST_ATTEMPTS", 1):
        outbox.dispatch(at=timezone.now())
    message.refresh_from_db()
    assert message.dead_at
    return message


@pytest.fixture
def administrator() -> User:
    return user_with(Role.ADMINISTRATOR, name="Ann First")


@pytest.fixture
def client(administrator: User) -> Client:
    browser = Client()
    browser.force_login(administrator)
    return browser


def test_an_administrator_sees_kind_role_and_reason_and_nothing_of_the_matter(client: Client) -> None:
    manager = user_with(Role.MANAGER, name=CANARY)
    message = dead(to=manager.email)
    listed = client.get(LIST).content.decode()
    opened = client.get(f"{LIST}{message.pk}/").content.decode()
    for page in (listed, opened):
        assert "Conduct response asked" in page
        assert "Manager" in page
        assert "The mail gateway refused the address or the message" in page
        assert CANARY not in page
        assert manager.email not in page
    assert AccessEvent.objects.filter(noun="kernel.message", reference=str(message.pk)).exists()


def test_the_address_is_shown_only_of_what_is_about_the_account(client: Client) -> None:
    invitation, case = dead(template="invitation", to="new@example.test"), dead(to="other@example.test")
    assert "new@example.test" in client.get(f"{LIST}{invitation.pk}/").content.decode()
    assert "other@example.test" not in client.get(f"{LIST}{case.pk}/").content.decode()


def test_one_is_sent_again_by_name_once_confirmed(
    client: Client, administrator: User, settings: Any, tmp_path: Any
) -> None:
    message = dead()
    address = f"{LIST}{message.pk}/resend/"
    assert "Send this message again?" in client.get(address).content.decode()
    assert OutboxMessage.objects.get().dead_at
    assert client.post(address).headers["Location"] == LIST
    assert Resending.objects.get().by == administrator
    again = client.post(address)
    assert (again.status_code, "not waiting to be sent again" in again.content.decode()) == (422, True)
    settings.EMAIL_URL = tmp_path.as_uri()
    assert outbox.dispatch(at=timezone.now()) == 1
    assert "Ann First" in client.get(f"{LIST}{message.pk}/").content.decode()


def test_all_of_one_failure_are_sent_again_and_no_others(client: Client) -> None:
    for failure in (Failure.SETTINGS, Failure.SETTINGS, Failure.ADDRESS):
        dead(failure)
    address = f"{LIST}failures/settings/"
    assert '<strong data-test="count">2</strong>' in client.get(address).content.decode()
    client.post(address)
    assert OutboxMessage.objects.filter(dead_at=None).count() == Resending.objects.count() == 2
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 422
    assert client.get(f"{LIST}failures/no-such/").status_code == 404


def test_attempts_are_counted_anew_after_sending_again(administrator: User) -> None:
    message = dead(Failure.LATER)
    actions.resend(message=message, by=administrator, at=LATER)
    with patch.object(gateways, "deliver", side_effect=NotDelivered(Failure.LATER)):
        outbox.dispatch(at=LATER)
    message.refresh_from_db()
    assert message.dead_at is None
    assert message.due_at <= LATER + timedelta(seconds=4)


def test_who_waits_is_counted_with_the_age_of_the_oldest(client: Client) -> None:
    written = timezone.now() - timedelta(hours=3)
    OutboxMessage.objects.create(to="a@example.test", template="x", subject="s", sealed_body="b", written_at=written)
    page = client.get(LIST).content.decode()
    assert "3 hours ago" in page
    assert "No message was given up" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_sends_again_and_only_an_auditor_looks(role: Role) -> None:
    client, message = Client(), dead(Failure.SETTINGS)
    client.force_login(user_with(role))
    may_look = role is Role.AUDITOR
    for address in (LIST, f"{LIST}{message.pk}/"):
        page = client.get(address)
        assert page.status_code == (200 if may_look else 403)
        assert b"end all again" not in page.content
    for address in (f"{LIST}{message.pk}/resend/", f"{LIST}failures/settings/"):
        assert client.post(address).status_code == 403
    assert not Resending.objects.exists()


def test_administrators_are_told_once_a_day_without_content_and_not_of_the_notice_itself(administrator: User) -> None:
    dead()
    now = timezone.now()
    assert actions.tell_of_undelivered(at=now) == 1
    notice = OutboxMessage.objects.get(template="undelivered")
    assert notice.to == administrator.email
    assert CANARY.lower() not in (notice.subject + notice.body).lower()
    dead()
    assert actions.tell_of_undelivered(at=now + timedelta(hours=23)) == 0
    assert actions.tell_of_undelivered(at=now + timedelta(hours=25)) == 1


def test_a_notice_that_cannot_be_delivered_brings_about_no_other(administrator: User) -> None:
    dead(template="undelivered", to=administrator.email)
    assert actions.tell_of_undelivered(at=timezone.now() + timedelta(days=2)) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_a_message_again_one_does(administrator: User) -> None:
    message = dead()

    def deed() -> None:
        actions.resend(message=OutboxMessage.objects.get(pk=UUID(str(message.pk))), by=administrator, at=LATER)

    (refusal,) = refusals(deed, deed)
    assert isinstance(refusal, NotDead)
    assert Resending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_at_once_tell_once(administrator: User) -> None:
    dead()
    now = timezone.now()
    refusals(*[lambda: actions.tell_of_undelivered(at=now)] * 2)
    assert OutboxMessage.objects.filter(template="undelivered").count() == 1
