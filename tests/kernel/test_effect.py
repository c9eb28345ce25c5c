"""What takes effect at once does so after its commit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.utils import timezone

from kernel.effect import LEADS, TooBusy, take_effect
from kernel.models import PublicCounter
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def acting_for(*delays: timedelta) -> tuple[Callable[[datetime], datetime], list[datetime]]:
    """An act that writes a row and is held up so long each time, and the instants that it was given."""
    instants: list[datetime] = []

    def act(at: datetime) -> datetime:
        PublicCounter.objects.create(key=at.isoformat(), minute=1, hits=1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [delays[len(instants)].total_seconds()])
        instants.append(at)
        return at

    return act, instants


def test_before_the_instant_everybody_sees_it_and_whoever_acted_is_told_after_it() -> None:
    committed, seen = Event(), list[datetime]()

    def look() -> None:
        while not seen:
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp() FROM kernel_publiccounter")
                seen.extend(row[0] for row in cursor.fetchall())
        committed.set()

    told: list[datetime] = []
    act, instants = acting_for(timedelta(0))
    at_once(lambda: told.append(take_effect(act)), look)
    assert committed.is_set()
    assert seen[0] < instants[0] == told[0] <= timezone.now()


def test_what_was_held_up_is_undone_and_done_again_for_a_later_instant() -> None:
    act, instants = acting_for(LEADS[0], timedelta(0))
    assert take_effect(act) == instants[1]
    assert [row.key for row in PublicCounter.objects.all()] == [instants[1].isoformat()]


def test_what_is_too_late_each_time_is_refused_and_leaves_nothing() -> None:
    act, _ = acting_for(*LEADS)
    with pytest.raises(TooBusy, match="Nothing was saved"):
        take_effect(act)
    assert not PublicCounter.objects.exists()
