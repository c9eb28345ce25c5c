"""Keyed hashes and sealed secrets, under keys that live in the key ring folder, never in the database."""

import base64
import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class NotSealedHere(ValueError):
    """The sealed text was changed, was sealed for something else, or under another key."""


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


def seal(*, purpose: str, value: str, about: str) -> str:
    """Encrypt a value (AES-256-GCM) under the purpose's own key. It opens only with the same `about`: whose it is."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_secret(purpose)).encrypt(nonce, value.encode(), about.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(*, purpose: str, sealed: str, about: str) -> str:
    """The value that was sealed. Refuses (NotSealedHere) what is not whole, or was sealed about something else."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_secret(purpose)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except InvalidTag as fault:
        raise NotSealedHere("The sealed text cannot be opened.") from fault
