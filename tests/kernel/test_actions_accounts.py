"""A role at the regulator takes two administrators, and nobody changes or decides their own."""

import re
from datetime import timedelta

import pytest

from kernel.actions import (
    accept_invitation,
    approve_invitation,
    ask_role_change,
    create_account,
    deactivate,
    decide_role_change,
    invite,
    reactivate,
    set_password,
    withdraw_invitation,
)
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Invitation, OutboxMessage, RoleChange, User
from kernel.permissions import Role
from kernel.queries import changes_of, work_for
from tests.factories.kernel import NOW, organisation, user_with

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Role.ADMINISTRATOR
PASSWORD = "correct horse staple"


def code_sent() -> str:
    found = re.search(r"/invitations/([\w-]+)/", OutboxMessage.objects.latest("written_at").body)
    assert found
    return found[1]


def invited(*roles: Role, by: User) -> Invitation:
    with acting(user=by):
        trust = by.organisation or (organisation() if Role.TRUST_ADMINISTRATOR in roles else None)
        return invite(email="Ada@Example.test", name="Ada", roles=roles, organisation=trust, by=by, at=NOW)


def asked_change(user: User, *roles: Role, by: User) -> RoleChange:
    with acting(user=by):
        return ask_role_change(user=user, roles=roles, reason="New post", by=by, at=NOW)


def decided(change: RoleChange, *, by: User, approve: bool = True) -> RoleChange:
    with acting(user=by):
        return decide_role_change(change=change, approve=approve, by=by, at=NOW)


def test_roles_change_when_a_second_administrator_agrees_and_the_person_is_told() -> None:
    first, second, person = user_with(ADMINISTRATOR), user_with(ADMINISTRATOR), user_with(Role.CASEWORKER)
    change = asked_change(person, Role.INVESTIGATOR, Role.AUDITOR, by=first)
    assert User.objects.get(pk=person.pk).roles == {Role.CASEWORKER}
    decided(change, by=second)
    assert User.objects.get(pk=person.pk).roles == {Role.INVESTIGATOR, Role.AUDITOR}
    mail = OutboxMessage.objects.get(to=person.email)
    assert person.name not in mail.subject
    assert "Auditor, Investigator" in mail.body


def test_a_refused_change_changes_nothing_and_cannot_be_decided_again() -> None:
    first, second, person = user_with(ADMINISTRATOR), user_with(ADMINISTRATOR), user_with(Role.CASEWORKER)
    change = decided(asked_change(person, Role.AUDITOR, by=first), by=second, approve=False)
    assert User.objects.get(pk=person.pk).roles == {Role.CASEWORKER}
    with pytest.raises(ActionRefused, match="already decided"):
        decided(change, by=second)


def test_neither_who_asked_nor_whose_roles_they_are_decides() -> None:
    first, second = user_with(ADMINISTRATOR), user_with(ADMINISTRATOR)
    with pytest.raises(ActionRefused, match="your own roles"):
        asked_change(first, Role.AUDITOR, by=first)
    change = asked_change(second, ADMINISTRATOR, Role.REGISTRAR, by=first)
    for person in (first, second):
        with pytest.raises(ActionRefused):
            decided(change, by=person)
        assert not [item for item in work_for(person) if item.href_name == "kernel:role_change"]
    assert [item.href_kwargs for item in work_for(user_with(ADMINISTRATOR))] == [{"pk": change.pk}]


@pytest.mark.parametrize(
    ("have", "asked"),
    [
        (Role.CASEWORKER, ()),
        (Role.CASEWORKER, (Role.CASEWORKER,)),
        (Role.CASEWORKER, (Role.CASEWORKER, Role.MANAGER)),
        (Role.CASEWORKER, (Role.TRUST_USER,)),
        (Role.MANAGER, (Role.REGISTRAR,)),
        (Role.TRUST_USER, (Role.REGISTRAR,)),
    ],
)
def test_roles_that_do_not_go_together_cannot_be_asked_for(have: Role, asked: tuple[Role, ...]) -> None:
    with pytest.raises(ActionRefused):
        asked_change(user_with(have), *asked, by=user_with(ADMINISTRATOR))


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.TRUST_ADMINISTRATOR])
def test_an_invitation_to_a_role_of_weight_leaves_when_a_second_administrator_agrees(role: Role) -> None:
    first, second = user_with(ADMINISTRATOR), user_with(ADMINISTRATOR)
    invitation = invited(role, by=first)
    assert not OutboxMessage.objects.exists()
    with acting(user=first), pytest.raises(ActionRefused, match="Another administrator"):
        approve_invitation(invitation=invitation, by=first, at=NOW)
    with acting(user=second):
        approve_invitation(invitation=invitation, by=second, at=NOW + timedelta(days=30))
    user, _ = accept_invitation(code=code_sent(), name="Ada", password=PASSWORD, at=NOW + timedelta(days=31))
    assert user.email == "ada@example.test"
    assert user.roles == {role}


def test_an_invitation_works_once_for_seven_days_and_until_it_is_withdrawn() -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR)
    invitation = invited(Role.TRUST_USER, by=administrator)
    code = code_sent()

    def accept(at: timedelta = timedelta(0)) -> None:
        accept_invitation(code=code, name="Ada", password=PASSWORD, at=NOW + at)

    with pytest.raises(ActionRefused, match="not open"):
        accept(timedelta(days=7))
    with pytest.raises(ActionRefused, match="too similar"):
        accept_invitation(code=code, name="Ada", password="ada@example", at=NOW)
    accept()
    with pytest.raises(ActionRefused, match="not open"):
        accept()
    assert invitation.digest not in code
    assert changes_of(User.objects.get(email="ada@example.test"))[0].reason == "Invitation accepted"


def test_a_withdrawn_invitation_is_over_and_its_address_free_again() -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR)
    invitation = invited(Role.TRUST_USER, by=administrator)
    code = code_sent()
    with pytest.raises(ActionRefused, match="already"):
        invited(Role.TRUST_USER, by=administrator)
    with acting(user=administrator):
        withdraw_invitation(invitation=invitation, at=NOW)
    with pytest.raises(ActionRefused, match="not open"):
        accept_invitation(code=code, name="Ada", password=PASSWORD, at=NOW)
    invited(Role.TRUST_USER, by=administrator)


def test_a_trusts_administrator_invites_users_of_their_own_organisation_only() -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR)
    with pytest.raises(ActionRefused, match="own organisation"):
        invited(Role.TRUST_ADMINISTRATOR, by=administrator)
    administrator.organisation = None
    with pytest.raises(ActionRefused):
        invited(Role.REGISTRAR, by=administrator)


def test_nobody_closes_their_own_account() -> None:
    administrator = user_with(ADMINISTRATOR)
    with acting(user=administrator), pytest.raises(ActionRefused, match="your own"):
        deactivate(user=administrator, reason="Left", by=administrator)


def test_a_trust_opens_again_what_it_closed_and_not_what_the_regulator_closed() -> None:
    trust = organisation()
    regulator, own = user_with(ADMINISTRATOR), user_with(Role.TRUST_ADMINISTRATOR, of=trust)
    person = user_with(Role.TRUST_USER, of=trust)
    for closer in (own, regulator):
        with acting(user=closer):
            deactivate(user=person, reason="Left", by=closer)
        if closer == own:
            with acting(user=own):
                assert reactivate(user=person, reason="Back", by=own).is_active
    with acting(user=own), pytest.raises(ActionRefused, match="The regulator closed this account"):
        reactivate(user=person, reason="Back", by=own)
    with acting(user=regulator):
        assert reactivate(user=person, reason="Settled", by=regulator).is_active


def test_a_new_password_is_told_of_and_a_weak_or_taken_one_refused() -> None:
    person = user_with(Role.CASEWORKER)
    with pytest.raises(ActionRefused, match="too short"):
        set_password(user=person, password="password")
    set_password(user=person, password=PASSWORD)
    bodies = [mail.body for mail in OutboxMessage.objects.filter(to=person.email)]
    assert ["password of your account" in body for body in bodies].count(True) == 1
    assert PASSWORD not in str(list(person.history.values()))
    with acting(user=person), pytest.raises(ActionRefused, match="already an account"):
        create_account(
            email=person.email.upper(), name="B", password=None, roles=[Role.AUDITOR], organisation=None, at=NOW
        )


def test_two_administrators_always_remain() -> None:
    first, second, third = (user_with(Role.ADMINISTRATOR) for _ in range(3))
    with acting(user=first):
        deactivate(user=third, reason="Left", by=first)
        with pytest.raises(ActionRefused, match="Two administrators must remain"):
            deactivate(user=second, reason="Left", by=first)
    with acting(user=first):
        reactivate(user=third, reason="Came back", by=first)
        deactivate(user=second, reason="Left", by=first)
    assert not User.objects.get(pk=second.pk).is_active
