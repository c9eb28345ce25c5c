"""A manager's own account: invited from the register, linked when it is accepted."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from kernel.models import OutboxMessage
from kernel.permissions import Role
from register import actions
from register.queries import entry_of
from tests.factories.kernel import user_with
from tests.factories.register import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PASSWORD = "a long enough phrase"


def test_who_accepts_an_invitation_sees_their_own_entry_and_no_other(client: Client) -> None:
    registrar, manager = user_with(Role.REGISTRAR), person()
    actions.invite_manager(person=manager, email="Ama@Example.test", by=registrar, at=NOW)
    link = re.search(r"/invitations/\S+", OutboxMessage.objects.get().body)
    assert link is not None
    accepted = client.post(link[0], {"name": "Ama Osei", "password": PASSWORD, "again": PASSWORD})
    assert accepted.status_code == 302, accepted.content
    manager.refresh_from_db()
    assert manager.user is not None
    assert manager.user.roles == {Role.MANAGER}
    entry = entry_of(manager.user, at=NOW)
    assert entry is not None
    assert entry.key == manager.key
    assert client.post(link[0], {"name": "X", "password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_a_person_with_an_account_is_not_invited_to_another() -> None:
    registrar, manager = user_with(Role.REGISTRAR), person()
    actions.link_account(person=manager, user=user_with(Role.MANAGER), by=registrar, at=NOW)
    with pytest.raises(actions.HasAccount):
        actions.invite_manager(person=manager, email="other@example.test", by=registrar, at=NOW)


def test_an_invitation_sent_to_a_wrong_address_stops_working_when_another_is_sent(client: Client) -> None:
    registrar, manager = user_with(Role.REGISTRAR), person()
    for address in ("wrong@example.test", "ama@example.test", "ama@example.test"):
        actions.invite_manager(person=manager, email=address, by=registrar, at=NOW)
    links = [re.search(r"/invitations/\S+", message.body) for message in OutboxMessage.objects.order_by("written_at")]
    assert [client.get(link[0]).status_code for link in links if link] == [404, 404, 200]
