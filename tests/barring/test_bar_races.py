"""Two people decide at the same moment: one wins, the other is told."""

from typing import Any

import pytest
from django.utils import timezone

from barring.actions import bars, lifting
from barring.models import Bar
from barring.workflow import Status
from kernel.clocks import Channel
from kernel.history import acting
from kernel.models import OutboxMessage, User
from register.models import Restriction
from tests.factories.barring import Office, bar_in
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def approving(bar: Bar, by: User) -> Any:
    def approve() -> None:
        with acting(user=by):
            bars.approve(
                bar=bar, version=bar.version, channel=Channel.EMAIL, reason="Made out.", by=by, at=timezone.now()
            )

    return approve


def test_of_two_approvers_at_once_one_wins_and_the_other_is_told_who_did() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)
    mails = OutboxMessage.objects.count()
    outcomes = at_once(*(approving(bar, one) for one in (office.approver, office.second_approver)))
    lost = [refusal for refusal in outcomes if refusal]
    bar.refresh_from_db()
    assert len(lost) == 1
    assert "approve the bar" in str(lost[0])
    assert bar.approved_by is not None
    assert bar.approved_by.name in str(lost[0])
    assert Restriction.objects.filter(source=bar.reference).count() == 1
    assert OutboxMessage.objects.count() == mails + 1
    assert bar.history.filter(status=Status.IN_EFFECT).count() == 1


def test_of_an_approval_and_a_withdrawal_at_once_only_one_happens() -> None:
    office = Office()
    bar = bar_in(Status.REPRESENTED, office=office)

    def withdraw() -> None:
        with acting(user=office.officer):
            bars.withdraw(bar=bar, version=bar.version, reason="Wrong.", by=office.officer, at=timezone.now())

    outcomes = at_once(approving(bar, office.approver), withdraw)
    bar.refresh_from_db()
    assert [outcome is None for outcome in outcomes].count(True) == 1
    assert Restriction.objects.filter(source=bar.reference).exists() == (bar.status == Status.IN_EFFECT)


def test_of_two_lifters_at_once_one_wins() -> None:
    office = Office()
    bar = bar_in(Status.LIFTING_PROPOSED, office=office)

    def lifting_by(by: User) -> Any:
        def lift() -> None:
            with acting(user=by):
                lifting.lift(bar=bar, version=bar.version, reason="Yes.", by=by, at=timezone.now())

        return lift

    outcomes = at_once(lifting_by(office.approver), lifting_by(office.second_approver))
    assert [outcome is None for outcome in outcomes].count(True) == 1
    assert Restriction.objects.current().filter(source=bar.reference, during__endswith=None).count() == 0
