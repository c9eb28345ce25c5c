"""The work that time makes due."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from oauth2_provider.models import get_access_token_model

from kernel.actions.attempts import MEMORY
from kernel.assertions import SKEW
from kernel.history import ALL, acting
from kernel.models import Attempt, PublicCounter, Session, UsedAssertion
from kernel.queries import system_user_id

COUNTER_LIFE = timedelta(hours=2)
KEPT_AFTER_ITS_END = timedelta(hours=12)
"""How long it is known whose an ended session was, for what they sent too late: it waits for them only."""


def run_due(*, at: datetime) -> int:
    """Do all that time has made due, in the system's name and for every organisation; returns how much was done.

    Each piece of work finds what is due by query and locks it, so running twice or side by side is safe. One that
    fails keeps no other from being done; the faults are raised together afterwards.
    """
    return _do_each(settings.DUE_WORK, at=at)


def work_long(*, at: datetime) -> int:
    """Do a piece of each kind of work that takes longer than the rest may wait; returns how much was done."""
    return _do_each(settings.LONG_WORK, at=at)


def _do_each(paths: Iterable[str], *, at: datetime) -> int:
    done = 0
    faults: list[Exception] = []
    with acting(user=system_user_id(), tenant=ALL):
        for path in paths:
            work: Callable[..., int] = import_string(path)
            try:
                done += work(at=at)
            except Exception as fault:
                faults.append(fault)
    if faults:
        raise ExceptionGroup("work that is due could not be done", faults)
    return done


def forget_old_requests(*, at: datetime) -> int:
    """Delete counters of requests that no limit looks at any more."""
    oldest = int((at - COUNTER_LIFE).timestamp()) // 60
    with transaction.atomic():
        return PublicCounter.objects.filter(minute__lt=oldest).delete()[0]


def forget_ended_sign_ins(*, at: datetime) -> int:
    """Delete sessions, access tokens and counts of attempts whose time is up: they open and stop nothing any more."""
    with transaction.atomic():
        sessions, _ = Session.objects.filter(expire_date__lte=at - KEPT_AFTER_ITS_END).delete()
        tokens: int = get_access_token_model().objects.filter(expires__lte=at).delete()[0]
        UsedAssertion.objects.filter(until__lt=at - SKEW).delete()
        attempts, _ = Attempt.objects.filter(last_at__lte=at - MEMORY).delete()
    return sessions + tokens + attempts
