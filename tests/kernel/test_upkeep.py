"""What time makes due."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.utils import timezone

from kernel.actions import run_due
from kernel.clocks import start_of_day, today
from kernel.management.commands import dispatch as dispatcher
from kernel.models import AccessDigest, OutboxMessage, PublicCounter, Session
from kernel.permissions import Role
from tests.factories.kernel import user_with
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_the_ledger(settings: Any) -> None:
    """Which seals what is committed, and so nothing of these tests."""
    settings.DUE_WORK = [path for path in settings.DUE_WORK if not path.startswith("kernel.ledger.")]


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def sign_in(key: str, ends: datetime) -> None:
    Session.objects.create(session_key=key, session_data="", expire_date=ends)


def test_what_has_ended_is_forgotten_once_and_what_has_not_stays() -> None:
    sign_in("over", NOW - timedelta(days=1))
    sign_in("open", NOW + timedelta(seconds=1))
    for hours in (1, 3):
        PublicCounter.objects.create(key="k", minute=int((NOW - timedelta(hours=hours)).timestamp()) // 60, hits=1)
    assert run_due(at=NOW) == 2
    assert run_due(at=NOW) == 0
    assert [session.session_key for session in Session.objects.all()] == ["open"]
    assert PublicCounter.objects.count() == 1


def fail(*, at: datetime) -> int:
    raise ValueError("broken")


def test_a_piece_of_work_that_fails_keeps_no_other_from_being_done(settings: Any) -> None:
    sign_in("over", NOW - timedelta(days=1))
    settings.DUE_WORK = ["tests.kernel.test_upkeep.fail", *settings.DUE_WORK]
    with pytest.raises(ExceptionGroup) as raised:
        run_due(at=NOW)
    assert [str(fault) for fault in raised.value.exceptions] == ["broken"]
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_three_that_run_side_by_side_do_each_thing_once() -> None:
    noon = start_of_day(today(timezone.now())) + timedelta(hours=12)
    user_with(Role.ADMINISTRATOR)
    OutboxMessage.objects.create(to="a@example.test", template="any", subject="S", sealed_body="B", dead_at=noon)
    sign_in("over", noon - timedelta(days=2))
    assert at_once(*[lambda: run_due(at=noon)] * 3) == [None] * 3
    assert OutboxMessage.objects.filter(template="undelivered").count() == 1
    assert AccessDigest.objects.count() == 1
    assert not Session.objects.exists()


def test_the_dispatcher_does_due_work_each_minute_without_a_worker_and_a_fault_stops_no_later_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rounds = Mock(side_effect=[ExceptionGroup("faults", [ValueError()]), 1])
    monkeypatch.setattr(dispatcher, "run_due", rounds)
    stop = Mock(wait=Mock(side_effect=[False, False, True]))
    dispatcher.do_due_until(stop)
    assert rounds.call_count == 2
    stop.wait.assert_called_with(60.0)
