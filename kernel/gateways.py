"""By which way an e-mail leaves: GOV.UK Notify, a mail server, or a folder, as the settings say.

A gateway answers nothing when it has taken the message, and raises NotDelivered otherwise. What it says in its own
words is not kept: it may repeat the address or the text.
"""

import json
import time
from email.message import EmailMessage
from email.utils import format_datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from ssl import create_default_context
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from joserfc import jwt
from joserfc.jwk import OctKey

from kernel import sealed_boxes
from kernel.models.outbox import SEALED_FOR_NOTICES, Failure, Gateway, OutboxMessage
from kernel.models.sealing import Box

PATIENCE = 20  # seconds for each answer of a gateway
UUID_LENGTH = 36
NOT_SENT = frozenset({"permanent-failure", "temporary-failure", "technical-failure", "validation-failed"})


class NotDelivered(Exception):
    """The gateway did not take the message; `failure` says of what class the reason is."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def chosen() -> Gateway:
    """The gateway that the settings name: Notify where it has a key, else what EMAIL_URL is the address of."""
    if settings.NOTIFY_API_KEY:
        return Gateway.NOTIFY
    return Gateway.FOLDER if settings.EMAIL_URL.startswith("file:") else Gateway.SMTP


def deliver(message: OutboxMessage) -> None:
    """Hand a message to the gateway. Repeated, it is recognised as the same: by its reference or its Message-ID."""
    {Gateway.NOTIFY: _to_notify, Gateway.SMTP: _to_server, Gateway.FOLDER: _to_folder}[chosen()](message)


def _address_of(message: OutboxMessage) -> str:
    """Where it goes. A sealed address is opened here, at the door, and kept nowhere."""
    if not message.sealed_to:
        return message.to
    return sealed_boxes.open_box(box=Box.NOTICES, sealed=message.sealed_to, about=SEALED_FOR_NOTICES)


def _as_email(message: OutboxMessage) -> EmailMessage:
    email = EmailMessage()
    try:
        email["From"] = settings.DEFAULT_FROM_EMAIL
        email["To"] = _address_of(message)
        email["Subject"] = message.subject
        email["Date"] = format_datetime(message.written_at)
        email["Message-ID"] = f"<{message.pk}@manager-register>"
        if message.unsubscribe:
            email["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        email.set_content(message.body)
    except ValueError as fault:
        raise NotDelivered(Failure.MALFORMED) from fault
    return email


def _to_folder(message: OutboxMessage) -> None:
    folder = Path(unquote(urlsplit(settings.EMAIL_URL).path))
    content = _as_email(message).as_bytes()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{message.pk}.eml").write_bytes(content)
    except OSError as fault:
        raise NotDelivered(Failure.UNREACHABLE) from fault


def _to_server(message: OutboxMessage) -> None:
    """EMAIL_URL is smtp://user:password@host:port, or smtps:// for STARTTLS."""
    address, email = urlsplit(settings.EMAIL_URL), _as_email(message)
    try:
        with SMTP(address.hostname or "", address.port or 25, timeout=PATIENCE) as server:
            if address.scheme == "smtps":
                server.starttls(context=create_default_context())
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(email)
    except OSError as fault:  # every SMTPException is one
        raise NotDelivered(_class_of(fault)) from fault


def _class_of(fault: OSError) -> Failure:
    if isinstance(fault, SMTPRecipientsRefused):
        codes = [code for code, _text in fault.recipients.values()]
        return Failure.ADDRESS if min(codes) >= 500 else Failure.LATER
    if isinstance(fault, SMTPAuthenticationError | SMTPSenderRefused):
        return Failure.SETTINGS if fault.smtp_code >= 500 else Failure.LATER
    if isinstance(fault, SMTPDataError):
        return Failure.ADDRESS if fault.smtp_code >= 500 else Failure.LATER
    if isinstance(fault, SMTPNotSupportedError):
        return Failure.ADDRESS
    if isinstance(fault, SMTPResponseException) and not isinstance(fault, SMTPHeloError) and fault.smtp_code < 500:
        return Failure.LATER
    return Failure.SETTINGS if type(fault) is SMTPException else Failure.UNREACHABLE


def _to_notify(message: OutboxMessage) -> None:
    """Notify takes the same reference twice, so after an attempt without a known end it is asked first."""
    if message.begun_at and _notify_has(message):
        return
    asked: dict[str, Any] = {
        "email_address": _address_of(message),
        "template_id": settings.NOTIFY_TEMPLATE_ID,
        "personalisation": {"subject": message.subject, "body": message.body},
        "reference": str(message.pk),
    }
    if message.unsubscribe:
        asked["one_click_unsubscribe_url"] = message.unsubscribe
    _ask_notify("POST", "/v2/notifications/email", asked)


def _notify_has(message: OutboxMessage) -> bool:
    found = _ask_notify("GET", f"/v2/notifications?template_type=email&reference={quote(str(message.pk))}", None)
    return any(each.get("status") not in NOT_SENT for each in found.get("notifications", []))


def _ask_notify(method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    address = urlsplit(settings.NOTIFY_API_URL)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {_token()}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, HTTPException) as fault:
        raise NotDelivered(Failure.UNREACHABLE) from fault
    finally:
        connection.close()
    if answer.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise NotDelivered(_class_of_status(answer.status))
    try:
        given: dict[str, Any] = json.loads(content)
    except ValueError as fault:
        raise NotDelivered(Failure.UNREACHABLE) from fault
    return given


def _class_of_status(status: int) -> Failure:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
        return Failure.SETTINGS
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Failure.LATER
    return Failure.ADDRESS if 400 <= status < 500 else Failure.UNREACHABLE


def _token() -> str:
    """A key is its name, the service's id and the secret, joined by hyphens; the two at the end are UUIDs."""
    key = settings.NOTIFY_API_KEY
    service, secret = key[-2 * UUID_LENGTH - 1 : -UUID_LENGTH - 1], key[-UUID_LENGTH:]
    claims = {"iss": service, "iat": int(time.time())}
    return jwt.encode({"typ": "JWT", "alg": "HS256"}, claims, OctKey.import_key(secret))
