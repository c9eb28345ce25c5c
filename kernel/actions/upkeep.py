"""The access log, and the work that time makes due."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from kernel.history import acting, current_actor
from kernel.models import AccessEvent, PublicCounter
from kernel.queries import system_user_id

COUNTER_LIFE = timedelta(hours=2)


def record_access(*, user_id: int, permission: str, noun: str, reference: str, allowed: bool) -> None:
    """Note that a user opened something, or was refused at the door."""
    with transaction.atomic():
        AccessEvent.objects.create(
            user_id=user_id,
            permission=permission,
            noun=noun,
            reference=reference,
            allowed=allowed,
            request_id=current_actor().request_id,
        )


def run_due(*, at: datetime) -> int:
    """Do all that time has made due, in the system's name, and return how many things were done.

    Each piece of work finds what is due by query and locks it, so running twice or side by side is safe.
    """
    done = 0
    with acting(user=system_user_id()):
        for path in settings.DUE_WORK:
            work: Callable[..., int] = import_string(path)
            done += work(at=at)
    return done


def forget_old_requests(*, at: datetime) -> int:
    """Delete counters of requests that no limit looks at any more."""
    oldest = int((at - COUNTER_LIFE).timestamp()) // 60
    with transaction.atomic():
        return PublicCounter.objects.filter(minute__lt=oldest).delete()[0]
