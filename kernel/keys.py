"""Keyed hashes and sealed secrets, under keys that live in the key ring folder, never in the database."""

import base64
import hmac
import re
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kernel.secret_files import make_once

NONCE_BYTES, KEY_BYTES = 12, 32
WHOLE = re.compile(f"[0-9a-f]{{{2 * KEY_BYTES}}}")


class DamagedKey(RuntimeError):
    """A key file is empty, cut or is no key."""


class NotSealedHere(ValueError):
    """The sealed text was changed, was sealed for something else, or under another key."""


@cache
def _secret(purpose: str) -> bytes:
    """The key for one purpose, made on first use; two processes starting at once agree on one.

    Refuses (DamagedKey) a file that does not hold a whole key: what was hashed under half of one would be open to all.
    """
    path = Path(settings.KEYRING_DIR) / f"{purpose}.key"
    if not path.exists():
        make_once(path, secrets.token_hex(KEY_BYTES).encode())
    text = path.read_text(encoding="ascii").strip()
    if not WHOLE.fullmatch(text):
        raise DamagedKey(f"{path} does not hold a whole key. Put the key ring back from its copy.")
    return bytes.fromhex(text)


def encryption_key(*, purpose: str) -> bytes:
    """The purpose's own key, of 256 bits, for encryption."""
    return _secret(purpose)


def keyed_hash(*, purpose: str, value: str) -> str:
    """HMAC-SHA256 of a value under the purpose's own key, in hex. Equal values can be compared, not read."""
    return hmac.digest(_secret(purpose), value.encode(), "sha256").hex()


def seal(*, purpose: str, value: str, about: str) -> str:
    """Encrypt a value (AES-256-GCM) under the purpose's own key. It opens only with the same `about`: whose it is."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(_secret(purpose)).encrypt(nonce, value.encode(), about.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(*, purpose: str, sealed: str, about: str) -> str:
    """The value that was sealed. Refuses (NotSealedHere) what is not whole, or was sealed about something else."""
    key = AESGCM(_secret(purpose))
    try:
        raw = base64.b64decode(sealed, validate=True)
        return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise NotSealedHere("The sealed text cannot be opened.") from fault
