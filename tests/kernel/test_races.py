"""Two administrators at the same moment: one decides, the other is told."""

import pytest
from django.utils import timezone

from kernel import actions
from kernel.history import acting
from kernel.models import Invitation, RoleChange, User, UserRole
from kernel.permissions import Role
from tests.factories.kernel import user_with
from tests.races import Deed, refusals

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_administrators_who_decide_a_change_of_roles_one_does() -> None:
    asking, first, second = (user_with(Role.ADMINISTRATOR) for _ in range(3))
    officer = user_with(Role.CASEWORKER)
    with acting(user=asking):
        change = actions.ask_role_change(
            user=officer, roles=[Role.REGISTRAR], reason="New post", by=asking, at=timezone.now()
        )

    def decide(by: User, *, approve: bool) -> Deed:
        def deed() -> None:
            with acting(user=by):
                actions.decide_role_change(change=change, approve=approve, by=by, at=timezone.now())

        return deed

    assert len(refusals(decide(first, approve=True), decide(second, approve=False))) == 1
    change.refresh_from_db()
    roles = set(UserRole.objects.filter(user=officer).values_list("role", flat=True))
    assert roles == ({"registrar"} if change.state == RoleChange.State.APPROVED else {"caseworker"})


def test_of_two_administrators_who_approve_an_invitation_one_does() -> None:
    asking, first, second = (user_with(Role.ADMINISTRATOR) for _ in range(3))
    with acting(user=asking):
        invitation = actions.invite(
            email="new@example.test", name="New", roles=[Role.AUDITOR], organisation=None, by=asking, at=timezone.now()
        )

    def approve(by: User) -> Deed:
        def deed() -> None:
            with acting(user=by):
                actions.approve_invitation(invitation=invitation, by=by, at=timezone.now())

        return deed

    assert len(refusals(approve(first), approve(second))) == 1
    assert Invitation.objects.get(pk=invitation.pk).approved_by in (first, second)
