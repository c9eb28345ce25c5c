"""What a reporter is written: a message behind their code, and a notice by e-mail if they asked for one."""

from datetime import datetime

from conduct.models import Concern, ConcernMessage, NoticeAddress
from kernel.models import OutboxMessage, User
from kernel.outbox import send_mail

SUBJECT = "There is something for you to read"


def tell_reporter(*, concern: Concern, text: str, by: User, at: datetime) -> ConcernMessage:
    """Write to the reporter, in the caller's transaction.

    The e-mail says neither what about nor where: whoever reads it over a shoulder learns nothing, and no row says
    whose it is.
    """
    message = ConcernMessage.objects.create(concern=concern, from_reporter=False, text=text, by=by, at=at)
    asked = NoticeAddress.objects.select_for_update().filter(concern=concern, ended_at=None).first()
    if asked is not None:
        send_mail(sealed_to=asked.sealed_to, subject=SUBJECT, template="something_to_read", context={})
    return message


def end_notices(*, concern: Concern, at: datetime) -> bool:
    """End the address that notices go to, in the caller's transaction; what waits for it is given up. False for none.

    The row is taken before the outbox is looked at, as `tell_reporter` takes it before it writes there.
    """
    asked = NoticeAddress.objects.select_for_update().filter(concern=concern, ended_at=None).first()
    if asked is None:
        return False
    NoticeAddress.objects.filter(pk=asked.pk).update(ended_at=at)
    OutboxMessage.objects.filter(sealed_to=asked.sealed_to, sent_at=None, dead_at=None).update(dead_at=at)
    return True
