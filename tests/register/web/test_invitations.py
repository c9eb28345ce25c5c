"""A registrar invites somebody to an account from that person's page."""

import pytest
from django.test import Client
from django.utils import timezone

from kernel.actions import withdraw_invitation
from kernel.clocks import format_date, today
from kernel.history import acting
from kernel.models import Invitation, OutboxMessage
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions
from tests.factories.kernel import user_with
from tests.factories.register import person

pytestmark = pytest.mark.django_db
MARK = b'data-test="invite-manager"'


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def test_a_registrar_invites_somebody_at_the_address_on_record() -> None:
    registrar, someone = signed_in(Role.REGISTRAR), person(email="ama@example.test")
    page = f"/staff/register/{someone.key}/"
    assert MARK in registrar.get(page).content
    assert b'value="ama@example.test"' in registrar.get(f"{page}invite/").content
    sent = registrar.post(f"{page}invite/", {"email": "Ama@example.test"})
    assert sent.headers["Location"] == page
    assert OutboxMessage.objects.get().to == "ama@example.test"


def test_the_page_says_that_an_invitation_waits_and_offers_a_new_one() -> None:
    registrar, someone = signed_in(Role.REGISTRAR), person(email="ama@example.test")
    page = f"/staff/register/{someone.key}/"

    def offers() -> tuple[bool, bool, bool]:
        shown = registrar.get(page).content.decode()
        invited = f"Invited on {format_date(today(timezone.now()))}, not accepted yet"
        return invited in shown, "Send a new invitation" in shown, "Invite to an account" in shown

    assert offers() == (False, False, True)
    registrar.post(f"{page}invite/", {"email": "ama@example.test"})
    assert offers() == (True, True, False)
    with acting(user=system_user()):
        withdraw_invitation(invitation=Invitation.objects.get(), at=timezone.now())
    assert offers() == (False, False, True)


def test_an_address_that_is_taken_is_refused_and_kept_to_be_changed() -> None:
    registrar, someone, taken = signed_in(Role.REGISTRAR), person(), user_with(Role.MANAGER).email
    refused = registrar.post(f"/staff/register/{someone.key}/invite/", {"email": taken})
    assert refused.status_code == 422
    assert "There is already an account" in refused.content.decode()
    assert f'value="{taken}"' in refused.content.decode()
    assert not Invitation.objects.exists()


def test_somebody_with_an_account_is_offered_no_other() -> None:
    registrar, someone, account = signed_in(Role.REGISTRAR), person(), user_with(Role.MANAGER)
    actions.link_account(person=someone, user=account, by=account, at=timezone.now())
    assert MARK not in registrar.get(f"/staff/register/{someone.key}/").content


def test_who_may_read_a_person_may_not_invite_them() -> None:
    caseworker, someone = signed_in(Role.CASEWORKER), person()
    assert MARK not in caseworker.get(f"/staff/register/{someone.key}/").content
    assert caseworker.post(f"/staff/register/{someone.key}/invite/", {"email": "a@example.test"}).status_code == 403
