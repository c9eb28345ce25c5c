"""What a reporter is written: a message behind their code, and a notice by e-mail if they asked for one."""

from datetime import datetime

from conduct.models import Concern, ConcernMessage, NoticeAddress
from kernel.models import User
from kernel.outbox import send_mail

SUBJECT = "There is something for you to read"


def tell_reporter(*, concern: Concern, text: str, by: User, at: datetime) -> ConcernMessage:
    """Write to the reporter, in the caller's transaction.

    The e-mail says neither what about nor where: whoever reads it over a shoulder learns nothing, and no row says
    whose it is.
    """
    message = ConcernMessage.objects.create(concern=concern, from_reporter=False, text=text, by=by, at=at)
    if (asked := NoticeAddress.objects.filter(concern=concern).first()) is not None:
        send_mail(sealed_to=asked.sealed_to, subject=SUBJECT, template="something_to_read", context={})
    return message
