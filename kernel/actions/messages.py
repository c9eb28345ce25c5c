"""Messages that could not be delivered: sending them again, and telling the administrators that there are some."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from kernel.errors import ActionRefused
from kernel.models import OutboxMessage, Resending, User
from kernel.outbox import send_mail, wake_when_committed
from kernel.permissions import Role
from kernel.queries import dead_messages, dead_of

NOTICE = "undelivered"
NOTICES_APART = timedelta(days=1)


class NotDead(ActionRefused):
    """The message is not among those that were given up."""


@transaction.atomic
def resend(*, message: OutboxMessage, by: User, at: datetime) -> OutboxMessage:
    """Try a message again that was given up, with all attempts before it. Refuses one that is not."""
    if not _resend(OutboxMessage.objects.filter(pk=message.pk), by=by, at=at):
        raise NotDead("This message is not waiting to be sent again. Somebody else may have done it just now.")
    return message


@transaction.atomic
def resend_all(*, failure: str, by: User, at: datetime) -> int:
    """Try every message again that was given up for one failure, and return how many. Refuses where there is none."""
    if not (count := _resend(dead_of(failure), by=by, at=at)):
        raise NotDead("No message waits to be sent again for this reason. Somebody else may have done it just now.")
    return count


def _resend(messages: QuerySet[OutboxMessage], *, by: User, at: datetime) -> int:
    locked = OutboxMessage.objects.filter(pk__in=messages.values("pk"), dead_at__isnull=False)
    found = list(locked.select_for_update().order_by("pk"))
    Resending.objects.bulk_create(Resending(message=message, by=by, at=at) for message in found)
    OutboxMessage.objects.filter(pk__in=[message.pk for message in found]).update(dead_at=None, due_at=at)
    if found:
        wake_when_committed()
    return len(found)


def tell_of_undelivered(*, at: datetime) -> int:
    """Write to the administrators when messages were given up since they were last told; once a day at most.

    The notice names no message, and one that could not be delivered itself is no reason for another.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('tell of undelivered', 0))")
        last = OutboxMessage.objects.filter(template=NOTICE).order_by("-written_at").first()
        given_up = dead_messages().exclude(template=NOTICE)
        if last is not None:
            given_up = given_up.filter(dead_at__gt=last.written_at)
            if last.written_at > at - NOTICES_APART:
                return 0
        if not given_up.exists():
            return 0
        administrators = User.objects.filter(granted__role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
        for administrator in administrators:
            send_mail(
                to=administrator.email,
                subject="Messages could not be delivered",
                template=NOTICE,
                context={"name": administrator.name, "count": dead_messages().count()},
            )
        return len(administrators)
