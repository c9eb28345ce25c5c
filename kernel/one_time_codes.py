"""One-time codes of authenticator apps (RFC 6238: SHA-1, six digits, a new one every 30 seconds). Pure.

A code stands for one step of time. Which steps of a secret were used is kept in the database, by a unique row.
"""

import base64
import hashlib
import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
TOLERANCE = 1
"""Steps before and after the present one that are taken too: telephones' clocks differ, and people type slowly."""


def new_secret() -> str:
    """160 random bits, in base 32 as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def step_at(at: datetime) -> int:
    """The number of the 30 seconds in which an instant lies, counted from 1970."""
    return int(at.timestamp()) // SECONDS


def code_of(*, secret: str, step: int) -> str:
    """The code that a secret makes for a step (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def digits_in(typed: str) -> str:
    """What was typed without spaces and hyphens, which apps show between the digits."""
    return re.sub(r"[\s-]", "", typed)


def matching_step(*, secret: str, typed: str, at: datetime) -> int | None:
    """The step whose code was typed, of those that are taken at an instant; None if it is none of them."""
    given = digits_in(typed).encode()
    present = step_at(at)
    matching = [
        step
        for step in range(present - TOLERANCE, present + TOLERANCE + 1)
        if hmac.compare_digest(code_of(secret=secret, step=step).encode(), given)
    ]
    return matching[0] if matching else None


def address_for_app(*, secret: str, account: str, issuer: str) -> str:
    """What the QR code says: the otpauth address by which an app takes the secret in."""
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{query}"


def in_groups(secret: str) -> str:
    """The secret in groups of four, to be typed by whoever cannot scan."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
