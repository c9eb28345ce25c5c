"""A manager's own page."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kernel.clocks import end_of_day
from kernel.models import AccessEvent
from kernel.permissions import Role
from kernel.queries import system_user
from register import actions
from register.rules import Kind
from tests.factories.kernel import user_with
from tests.factories.register import registered_person, restricted

pytestmark = pytest.mark.django_db


def test_an_order_is_shown_to_whom_it_is_about_with_its_last_day_and_not_the_day_after(client: Client) -> None:
    someone, account, at = registered_person(), user_with(Role.MANAGER), timezone.now()
    actions.link_account(person=someone, user=account, by=system_user(), at=at)
    ends_at = end_of_day(date(2095, 3, 31))
    restricted(someone, at=at - timedelta(days=1), kind=Kind.SUSPENSION, ends_at=ends_at, source="CC-2026-0001")
    client.force_login(account)
    shown = client.get("/me/").content.decode()
    assert "the end of 31 March 2095" in shown
    assert "1 April 2095" not in shown
    assert AccessEvent.objects.filter(user=account, noun="register.person", reference="own", allowed=True).count() == 1


def test_a_representative_is_told_that_nobody_has_named_them_and_sees_nobodys_entry(client: Client) -> None:
    registered_person()
    client.force_login(user_with(Role.REPRESENTATIVE))
    shown = client.get("/me/").content.decode()
    assert "You represent nobody here yet" in shown
    assert "What the register says" not in shown
