"""A trust's administrator keeps the users of their own organisation, and sees no other's."""

import re

import pytest
from django.test import Client

from kernel.models import Invitation, OutboxMessage, User
from kernel.permissions import Role
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return user_with(Role.TRUST_ADMINISTRATOR, of=organisation(name="Vale Trust"), name="Tess Admin")


@pytest.fixture
def client(administrator: User) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def test_the_list_has_ones_own_organisations_users_only(client: Client, administrator: User) -> None:
    user_with(Role.TRUST_USER, of=administrator.organisation, name="Own Colleague")
    user_with(Role.TRUST_USER, name="Other Colleague")
    page = client.get("/trust/users/").content.decode()
    assert "Own Colleague" in page
    assert "Tess Admin (you)" in page
    assert "Other Colleague" not in page


def test_inviting_sends_a_link_for_the_own_organisation(client: Client, administrator: User) -> None:
    empty = client.post("/trust/users/invite/", {"name": "Ada", "email": "ada"})
    assert (empty.status_code, "correct format" in empty.content.decode()) == (422, True)
    client.post("/trust/users/invite/", {"name": "Ada", "email": "ada@example.test", "roles": "administrator"})
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.roles) == (administrator.organisation, ["trust_user"])
    assert "/invitations/" in OutboxMessage.objects.get(to="ada@example.test").body
    assert "Ada" in client.get(f"/trust/users/invitations/{invitation.pk}/").content.decode()
    client.post(f"/trust/users/invitations/{invitation.pk}/")
    assert Invitation.objects.get().withdrawn_at is not None


def test_a_trust_learns_of_its_own_accounts_and_invitations_only(client: Client, administrator: User) -> None:
    elsewhere, own = user_with(Role.TRUST_USER), user_with(Role.TRUST_USER, of=administrator.organisation)
    other = Client()
    other.force_login(user_with(Role.TRUST_ADMINISTRATOR))
    other.post("/trust/users/invite/", {"name": "Ada", "email": "invited@example.test"})
    said: dict[str, str] = {}
    for email in (elsewhere.email, "invited@example.test", "nobody@example.test", own.email, "nobody@example.test"):
        answer = client.post("/trust/users/invite/", {"name": "Ada", "email": email}, follow=True)
        said.setdefault(email, re.sub(r'nonce="[^"]*"|value="[^"]{60,}"', "", answer.content.decode()))
    shown = {email: said[email].count("The invitation was sent.") for email in said}
    assert shown == {elsewhere.email: 1, "invited@example.test": 1, "nobody@example.test": 1, own.email: 0}
    assert "Somebody at your organisation has an account" in said[own.email]
    again = client.post("/trust/users/invite/", {"name": "Ada", "email": elsewhere.email})
    assert "Your organisation has invited this email address already" in again.content.decode()
    letters = {email: OutboxMessage.objects.filter(to=email).latest("written_at").body for email in list(shown)[:3]}
    assert [("/invitations/" in body) for body in letters.values()] == [False, True, True]
    assert "There is an account with this email address already" in letters[elsewhere.email]
    page = client.get("/trust/users/").content.decode()
    assert all(email in page for email in list(shown)[:3])


def test_closing_and_opening_a_colleagues_account_holds_at_once(client: Client, administrator: User) -> None:
    person = user_with(Role.TRUST_USER, of=administrator.organisation)
    live = Client()
    live.force_login(person)
    assert client.post(f"/trust/users/{person.pk}/", {"reason": ""}).status_code == 422
    client.post(f"/trust/users/{person.pk}/", {"reason": "Left"})
    assert live.get("/account/password/").status_code == 302
    client.post(f"/trust/users/{person.pk}/", {"reason": "Back"})
    live.force_login(person)
    assert live.get("/account/password/").status_code == 200
    assert client.post(f"/trust/users/{administrator.pk}/", {"reason": "x"}).status_code == 422


def test_another_organisations_user_and_invitation_are_not_found(client: Client) -> None:
    other = user_with(Role.TRUST_ADMINISTRATOR)
    theirs = Client()
    theirs.force_login(other)
    theirs.post("/trust/users/invite/", {"name": "Ada", "email": "ada@example.test"})
    invitation = Invitation.objects.get()
    for stranger in (other, user_with(Role.CASEWORKER)):
        assert client.get(f"/trust/users/{stranger.pk}/").status_code == 404
        assert client.post(f"/trust/users/{stranger.pk}/", {"reason": "x"}).status_code == 404
    assert client.post(f"/trust/users/invitations/{invitation.pk}/").status_code == 404
    assert Invitation.objects.get().withdrawn_at is None
    assert User.objects.get(pk=other.pk).is_active


@pytest.mark.parametrize("role", [Role.TRUST_USER, Role.ADMINISTRATOR, Role.MANAGER, Role.REGISTRAR])
def test_only_a_trusts_administrator_keeps_users(role: Role) -> None:
    client = Client()
    client.force_login(user_with(role))
    for address in ("/trust/users/", "/trust/users/invite/", "/trust/users/1/"):
        assert client.get(address).status_code == 403
