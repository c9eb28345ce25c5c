"""Acts that change an answer at once: they take effect at an instant that comes after their commit.

A check reads the facts and its own instant in one statement. An order that began before its commit would be in force at
instants for which checks had already answered that nothing was recorded. Its beginning therefore lies a little ahead,
and whoever acts is told that it is done when it has come.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, transaction

from kernel.errors import ActionRefused

LEADS = (timedelta(milliseconds=300), timedelta(seconds=1), timedelta(seconds=4))
"""How far ahead; further when the one before it was too short."""
FOR_THE_COMMIT = 0.5
"""The part of a lead that is left for the commit itself."""

Done = TypeVar("Done")


class TooBusy(ActionRefused):
    """The act was never finished before the instant at which it should have taken effect."""


def take_effect(act: Callable[[datetime], Done]) -> Done:
    """Do it, given the instant at which it takes effect by the database's clock, and wait until that has come.

    An act that is not ready to commit well before its instant (others held its rows) is undone and done again for a
    later one. Refuses (TooBusy) what was too late each time.
    """
    for lead in LEADS:
        at = _clock() + lead
        with transaction.atomic():
            done = act(at)
            is_late = _clock() > at - lead * FOR_THE_COMMIT
            transaction.set_rollback(is_late)
        if not is_late:
            time.sleep(max(0.0, (at - _clock()).total_seconds()))
            return done
    raise TooBusy("Others are working on the same records. Nothing was saved. Try again in a minute.")


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
