"""Tries of something secret: the first few are free, and then each waits longer than the one before.

What is counted is a thing tried from a place: an account from an address, or from a browser that its owner used
before. So whoever guesses in vain makes nobody wait but themselves; the owner's own browser has a count of its own.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from kernel.errors import ActionRefused
from kernel.keys import keyed_hash
from kernel.models import Attempt

FREE = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
MEMORY = timedelta(days=1)
"""After so long without a try, the count begins anew."""

TRY = """
INSERT INTO kernel_attempt AS a (key, tries, last_at) VALUES (%(key)s, 1, %(at)s)
ON CONFLICT (key) DO UPDATE
   SET tries = CASE WHEN a.last_at <= %(at)s - %(memory)s THEN 1 ELSE a.tries + 1 END, last_at = %(at)s
 WHERE a.tries < %(free)s
    OR a.last_at <= %(at)s - least(%(first)s * power(2, least(a.tries - %(free)s, 16)), %(longest)s)
RETURNING tries
"""


class TooManyAttempts(ActionRefused):
    """It was tried in vain too often from this place; the text says how long to wait."""


def begin_attempt(*, key: str, at: datetime) -> int:
    """Count a try before it is made, so that many at once count as many; returns which one it is.

    Refuses one that comes too soon.
    """
    hashed = _hashed(key)
    given: Any = {"key": hashed, "at": at, "free": FREE, "memory": MEMORY, "first": FIRST_WAIT, "longest": LONGEST_WAIT}
    with connection.cursor() as cursor:
        cursor.execute(TRY, given)
        counted = cursor.fetchone()
    if counted is None:
        raise TooManyAttempts(f"There were too many wrong tries. Wait {_in_words(_left(hashed, at))}, then try again.")
    return int(counted[0])


@transaction.atomic
def forget_attempts(*, key: str) -> None:
    """The try was right: the count begins anew."""
    Attempt.objects.filter(key=_hashed(key)).delete()


def wait_after(*, tries: int) -> timedelta:
    """How long to wait after so many tries in vain: nothing, then 1 minute, 2, 4, and so on to an hour."""
    if tries < FREE:
        return timedelta(0)
    doublings: int = min(tries - FREE, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _left(hashed: str, at: datetime) -> timedelta:
    row = Attempt.objects.filter(key=hashed).first()
    return max(row.last_at + wait_after(tries=row.tries) - at, timedelta(0)) if row else timedelta(0)


def _in_words(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _hashed(key: str) -> str:
    return keyed_hash(purpose="attempts", value=key)
