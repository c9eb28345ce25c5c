"""A manager's own account: invited from the register, linked when it is accepted."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from kernel.models import OutboxMessage
from kernel.permissions import Role
from register import actions
from register.models import Person
from register.queries import entry_of
from tests.factories.kernel import user_with
from tests.factories.register import person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PASSWORD = "a long enough phrase"


def born(manager: Person) -> date:
    return manager.birth_dates.get().date_of_birth


def chosen(day: date) -> dict[str, str]:
    parts = {f"date_of_birth-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return {"name": "Ama Osei", "password": PASSWORD, "again": PASSWORD, **parts}


def test_who_accepts_an_invitation_sees_their_own_entry_and_no_other(client: Client) -> None:
    registrar, manager = user_with(Role.REGISTRAR), person()
    actions.invite_manager(person=manager, email="Ama@Example.test", by=registrar, at=NOW)
    link = re.search(r"/invitations/\S+", OutboxMessage.objects.get().body)
    assert link is not None
    accepted = client.post(link[0], chosen(born(manager)))
    assert accepted.status_code == 302, accepted.content
    manager.refresh_from_db()
    assert manager.user is not None
    assert manager.user.roles == {Role.MANAGER}
    entry = entry_of(manager.user, at=NOW)
    assert entry is not None
    assert entry.key == manager.key
    assert client.post(link[0], chosen(born(manager))).status_code == 404


def test_who_has_the_link_but_not_the_date_of_birth_ends_the_invitation(client: Client) -> None:
    manager = person()
    actions.invite_manager(person=manager, email="ama@example.test", by=user_with(Role.REGISTRAR), at=NOW)
    link = re.search(r"/invitations/\S+", OutboxMessage.objects.get().body)
    assert link
    wrong = born(manager) + timedelta(days=1)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            page = client.post(link[0], chosen(wrong))
            assert (page.status_code, "not the date of birth" in page.content.decode()) == (422, True)
        clock.shift(timedelta(minutes=2))
        assert "wrong too often" in client.post(link[0], chosen(wrong)).content.decode()
        assert client.post(link[0], chosen(born(manager))).status_code == 404
    manager.refresh_from_db()
    assert manager.user is None


def test_a_person_with_an_account_is_not_invited_to_another() -> None:
    registrar, manager = user_with(Role.REGISTRAR), person()
    actions.link_account(person=manager, user=user_with(Role.MANAGER), by=registrar, at=NOW)
    with pytest.raises(actions.HasAccount):
        actions.invite_manager(person=manager, email="other@example.test", by=registrar, at=NOW)


def test_an_invitation_sent_to_a_wrong_address_stops_working_when_another_is_sent(client: Client) -> None:
    wrong, right = "wrong@example.test", "ama@example.test"
    (first, second), manager = (user_with(Role.REGISTRAR) for _ in range(2)), person()
    actions.invite_manager(person=manager, email=wrong, by=first, at=NOW)
    with pytest.raises(actions.AnotherAddress, match="not the address on record"):
        actions.invite_manager(person=manager, email=right, by=first, at=NOW)
    actions.correct_email(person=manager, email=right, instead_of=wrong, reason="Mistyped", by=first, at=NOW)
    with pytest.raises(actions.AnotherAddress, match="Another registrar"):
        actions.invite_manager(person=manager, email=right, by=first, at=NOW)
    for _ in range(2):
        actions.invite_manager(person=manager, email=right, by=second, at=NOW)
    assert OutboxMessage.objects.get(template="address_changed").to == wrong
    invitations = OutboxMessage.objects.filter(template="invitation").order_by("written_at")
    links = [re.search(r"/invitations/\S+", message.body) for message in invitations]
    assert [client.get(link[0]).status_code for link in links if link] == [404, 404, 200]
