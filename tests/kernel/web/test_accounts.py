"""The pages of accounts: for administrators; what two of them agree holds on the person's next page."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from kernel import one_time_codes
from kernel.models import AccessEvent, Invitation, OutboxMessage, RoleChange, User
from kernel.permissions import Role
from tests.factories.kernel import organisation, user_with

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.ADMINISTRATOR
CHOSEN = {"name": "Ada Okafor", "password": "correct horse staple", "again": "correct horse staple"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def first() -> Client:
    return signed_in(user_with(ADMINISTRATOR, name="Ann First"))


@pytest.fixture
def second() -> Client:
    return signed_in(user_with(ADMINISTRATOR, name="Ben Second"))


def ask(client: Client, person: User, *roles: Role) -> RoleChange:
    asked = {"roles": [role.value for role in roles], "reason": "New post"}
    answer = client.post(f"/staff/accounts/{person.pk}/change-roles/", asked)
    assert answer.status_code == 302, answer.content.decode()
    return RoleChange.objects.latest("pk")


def link_sent() -> str:
    found = re.search(r"/invitations/[\w-]+/", OutboxMessage.objects.latest("written_at").body)
    assert found
    return found[0]


def test_a_role_given_and_taken_holds_on_the_persons_next_page(first: Client, second: Client) -> None:
    person = user_with(Role.CASEWORKER)
    live = signed_in(person)
    assert live.get("/staff/organisations/new/").status_code == 403
    change = ask(first, person, Role.CASEWORKER, Role.REGISTRAR)
    assert live.get("/staff/organisations/new/").status_code == 403
    second.post(f"/staff/accounts/changes/{change.pk}/", {"decision": "approve"})
    assert live.get("/staff/organisations/new/").status_code == 200
    change = ask(second, person, Role.CASEWORKER)
    first.post(f"/staff/accounts/changes/{change.pk}/", {"decision": "approve"})
    assert live.get("/staff/organisations/new/").status_code == 403
    page = first.get(f"/staff/accounts/{person.pk}/").content.decode()
    assert page.count("Change of roles approved") == 2
    assert "Ben Second" in page


def test_who_asked_is_not_offered_the_decision_and_is_refused_it(first: Client) -> None:
    change = ask(first, user_with(Role.CASEWORKER), Role.AUDITOR)
    address = f"/staff/accounts/changes/{change.pk}/"
    assert 'data-test="not-yours"' in first.get(address).content.decode()
    refused = first.post(address, {"decision": "approve"})
    assert refused.status_code == 422
    assert "Another administrator must decide it." in refused.content.decode()
    assert RoleChange.objects.get().state == "asked"


def test_a_form_without_roles_or_reason_says_what_to_do_and_keeps_what_was_typed(first: Client) -> None:
    person = user_with(Role.CASEWORKER)
    answer = first.post(f"/staff/accounts/{person.pk}/change-roles/", {"reason": "Moved to hearings"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Change roles" in page
    assert "Select at least one role" in page
    assert "Moved to hearings" in page


def test_accounts_are_found_by_text_and_role_over_pages(first: Client) -> None:
    for number in range(26):
        user_with(Role.CASEWORKER, name=f"Zed {number:02d}")
    user_with(Role.TRUST_USER, name="Zed at a trust")
    assert "Accounts found: 27" in first.get("/staff/accounts/?q=zed").content.decode()
    page = first.get("/staff/accounts/?q=zed&role=caseworker&page=2").content.decode()
    assert "Accounts found: 26" in page
    assert page.count('data-test="accounts-row"') == 1
    assert "q=zed&amp;role=caseworker&amp;page=1" in page
    assert "No accounts found" in first.get("/staff/accounts/?q=nobody").content.decode()
    assert first.get("/staff/accounts/?role=king").status_code == 422


def test_closing_and_opening_an_account_keep_their_reasons_and_looking_is_recorded(first: Client) -> None:
    person = user_with(Role.CASEWORKER)
    live, address = signed_in(person), f"/staff/accounts/{person.pk}/"
    assert first.post(f"{address}close/", {"reason": ""}).status_code == 422
    first.post(f"{address}close/", {"reason": "Left the regulator"})
    assert live.get("/staff/").status_code == 302
    first.post(f"{address}open/", {"reason": "Came back"})
    assert live.get("/staff/").status_code == 302
    assert signed_in(person).get("/staff/").status_code == 200
    page = first.get(address).content.decode()
    assert "Left the regulator" in page
    assert "Came back" in page
    assert AccessEvent.objects.filter(noun="kernel.user", reference=str(person.pk), allowed=True).count() == 4


def test_staff_are_invited_by_two_and_accept_by_choosing_a_password(first: Client, second: Client) -> None:
    asked = {"name": "Ada", "email": "ada@example.test", "roles": ["registrar", "auditor"]}
    first.post("/staff/invitations/new/", asked)
    invitation = Invitation.objects.get()
    address = f"/staff/invitations/{invitation.pk}/"
    assert "Approve and send" not in first.get(address).content.decode()
    assert first.post(f"{address}approve/").status_code == 409
    assert "already" in first.post("/staff/invitations/new/", asked).content.decode()
    second.post(f"{address}approve/")
    stranger, link = Client(), link_sent()
    assert "Registrar, Auditor" in stranger.get(link).content.decode()
    weak = stranger.post(link, CHOSEN | {"password": "password", "again": "password"})
    assert (weak.status_code, "too common" in weak.content.decode()) == (422, True)
    assert stranger.post(link, CHOSEN).headers["Location"] == "/sign-in/"
    stranger.post("/sign-in/", {"login": "ada@example.test", "password": CHOSEN["password"]})
    wanted = "/staff/organisations/new/"
    set_up = stranger.get(wanted).headers["Location"]
    assert set_up == f"/account/security/app/?next={wanted}"
    shown = re.search(r'totp-secret">([A-Z2-7 ]+)<', stranger.get(set_up).content.decode())
    assert shown
    step = one_time_codes.step_at(timezone.now())
    kept = stranger.post(set_up, {"code": one_time_codes.code_of(secret=shown[1].replace(" ", ""), step=step)})
    assert stranger.post(kept.headers["Location"]).headers["Location"] == wanted
    assert stranger.get(wanted).status_code == 200
    assert Client().get(link).status_code == 404


def test_a_trusts_user_is_invited_at_once_and_withdrawn_before_accepting(first: Client) -> None:
    trust = organisation(name="Vale Trust")
    asked = {"name": "Ada", "email": "ada@example.test", "organisation": "vale trust", "roles": ["trust_user"]}
    wrong = first.post("/staff/invitations/new-trust-user/", asked | {"organisation": "nowhere"})
    assert (wrong.status_code, "nowhere" in wrong.content.decode()) == (422, True)
    first.post("/staff/invitations/new-trust-user/", asked)
    invitation = Invitation.objects.get(organisation=trust)
    link = link_sent()
    assert "Vale Trust" in Client().get(link).content.decode()
    first.post(f"/staff/invitations/{invitation.pk}/withdraw/")
    assert "This invitation is not open" in Client().get(link).content.decode()
    assert Client().get("/invitations/never-was/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (ADMINISTRATOR, Role.AUDITOR)])
def test_nobody_else_sees_accounts(role: Role) -> None:
    client = signed_in(user_with(role))
    for address in ("", "changes/", "1/", "1/close/"):
        assert client.get(f"/staff/accounts/{address}").status_code == 403
    assert client.get("/staff/invitations/").status_code == 403


def test_an_auditor_reads_accounts_and_changes_none() -> None:
    client, person = signed_in(user_with(Role.AUDITOR)), user_with(Role.CASEWORKER)
    page = client.get(f"/staff/accounts/{person.pk}/")
    assert (page.status_code, "Close account" in page.content.decode()) == (200, False)
    for verb in ("change-roles", "close", "open"):
        assert client.post(f"/staff/accounts/{person.pk}/{verb}/", {"reason": "x"}).status_code == 403
    assert client.get("/staff/invitations/new/").status_code == 403
