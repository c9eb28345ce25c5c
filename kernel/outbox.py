"""The only way out of the process.

A message is a row in the transaction that causes it; the dispatcher sends it afterwards, at least once, with
a Message-ID that stays the same. Nothing is lost with Redis, a worker or the web process.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from smtplib import SMTP, SMTPException
from ssl import create_default_context
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string

from kernel.models import OutboxMessage

BATCH = 20
LONGEST_WAIT = timedelta(hours=1)


def send_mail(*, to: str, subject: str, template: str, context: Mapping[str, Any]) -> OutboxMessage:
    """Write one e-mail to the outbox, in the caller's transaction.

    `template` names templates/emails/<template>.txt.jinja. The subject must carry no personal data: it is
    shown on locked screens and kept by every mail server on the way.
    """
    values = {"base_url": settings.BASE_URL, "service_name": settings.SERVICE_NAME, **context}
    body = render_to_string(f"emails/{template}.txt.jinja", values, using="jinja2")
    return OutboxMessage.objects.create(to=to, subject=subject, body=body)


def dispatch(*, at: datetime) -> int:
    """Send up to BATCH messages that are due and return how many were sent; fewer, and nothing is due any more.

    Each is sent in a transaction of its own: a crash repeats one message at most. Two dispatchers side by side never
    take the same row.
    """
    sent = 0
    due = OutboxMessage.objects.filter(sent_at=None, due_at__lte=at).order_by("due_at")
    while sent < BATCH:
        with transaction.atomic():
            message = due.select_for_update(skip_locked=True).first()
            if message is None:
                break
            sent += _send(message, at=at)
    return sent


def _send(message: OutboxMessage, *, at: datetime) -> int:
    row = OutboxMessage.objects.filter(pk=message.pk)
    try:
        _deliver(_as_email(message))
    except (OSError, SMTPException, ValueError) as fault:  # ValueError: no mail can be made of it, and the next must go
        wait = min(timedelta(seconds=2**message.attempts), LONGEST_WAIT)
        row.update(attempts=F("attempts") + 1, due_at=at + wait, failure=type(fault).__name__)
        return 0
    row.update(attempts=F("attempts") + 1, sent_at=at, failure="")
    return 1


def _as_email(message: OutboxMessage) -> EmailMessage:
    email = EmailMessage()
    email["From"] = settings.DEFAULT_FROM_EMAIL
    email["To"] = message.to
    email["Subject"] = message.subject
    email["Date"] = format_datetime(message.written_at)
    email["Message-ID"] = f"<{message.pk}@manager-register>"
    email.set_content(message.body)
    return email


def _deliver(email: EmailMessage) -> None:
    """To the mail server of EMAIL_URL (smtp://user:password@host:port; smtps:// for STARTTLS), or to a folder (file:///...)."""
    address = urlsplit(settings.EMAIL_URL)
    if address.scheme == "file":
        folder = Path(unquote(address.path))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = email["Message-ID"].strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(email.as_bytes())
        return
    with SMTP(address.hostname or "", address.port or 25, timeout=20) as server:
        if address.scheme == "smtps":
            server.starttls(context=create_default_context())
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(email)
