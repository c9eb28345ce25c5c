"""A message about a case or a bar that did not arrive is shown to who deals with it, with what to do."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from barring.workflow import Status as BarStatus
from conduct.workflow import Status
from kernel import actions, gateways, outbox
from kernel.gateways import NotDelivered
from kernel.models import OutboxMessage, User
from kernel.models.outbox import Failure
from kernel.permissions import Role
from tests.builders import Cast, case_in
from tests.factories.barring import Office, bar_in
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db
MARK = 'data-test="not-arrived"'


def give_up(failure: Failure = Failure.ADDRESS) -> None:
    """Every message that waits is tried and given up."""
    with patch.object(gateways, "deliver", side_effect=NotDelivered(failure)), patch.object(outbox, "BATCH", 100):
        outbox.dispatch(at=timezone.now())


def shown(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def a_case() -> tuple[User, User, str, str]:
    cast = Cast()
    case = case_in(Status.REPRESENTATIONS, cast=cast)
    return cast.caseworker, cast.manager, f"/staff/cases/{case.reference}/", f"/me/cases/{case.reference}/"


def a_bar() -> tuple[User, User, str, str]:
    office = Office()
    bar = bar_in(BarStatus.NOTICE_SERVED, office=office)
    return office.officer, office.manager, f"/staff/bars/{bar.reference}/", f"/me/bars/{bar.reference}/"


@pytest.mark.parametrize("made", [a_case, a_bar])
def test_the_page_says_which_message_did_not_arrive_and_what_to_do_until_it_is_sent_again(
    made: Any, settings: Any, tmp_path: Any
) -> None:
    keeper, person, page, own = made()
    assert MARK not in shown(keeper, page)
    give_up()
    message = OutboxMessage.objects.get(dead_at__isnull=False)
    text = shown(keeper, page)
    assert MARK in text
    assert message.subject in text
    assert "the mail gateway refused the address or the message" in text
    assert "serve it by post or by hand" in text
    assert MARK not in shown(person, own)
    settings.EMAIL_URL = tmp_path.as_uri()
    actions.resend(message=message, by=user_with(Role.ADMINISTRATOR), at=timezone.now())
    assert MARK not in shown(keeper, page)


def test_a_message_that_waits_or_is_about_another_case_is_not_shown() -> None:
    keeper, _, page, _ = a_case()
    give_up(Failure.LATER)
    assert MARK not in shown(keeper, page)
    a_case()
    give_up()
    assert OutboxMessage.objects.filter(dead_at__isnull=False).count() == 1
    assert MARK not in shown(keeper, page)
