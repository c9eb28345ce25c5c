"""Keyed hashes under a secret that lives in the key ring folder, never in the database."""

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def _secret(purpose: str) -> bytes:
    """The key for one purpose, made on first use; two processes starting at once agree on one."""
    path = Path(settings.KEYRING_DIR) / f"{purpose}.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text(encoding="ascii"))


def encryption_key(*, purpose: str) -> bytes:
    """The purpose's own key, of 256 bits, for encryption."""
    return _secret(purpose)


def keyed_hash(*, purpose: str, value: str) -> str:
    """HMAC-SHA256 of a value under the purpose's own key, in hex. Equal values can be compared, not read."""
    return hmac.new(_secret(purpose), value.encode(), hashlib.sha256).hexdigest()
