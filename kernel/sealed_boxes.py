"""Boxes that every process can close and one alone can open: HPKE (RFC 9180) to a public key.

The web process seals the identity of a reporter, and the address that notices go to, and can read neither again. The
public half of a box's key is a row, which the ledger covers. The private half lies in a folder of the box's own, and
only the process that opens the box is told where: see IDENTITIES_KEYRING_DIR and NOTICES_KEYRING_DIR.
"""

import base64
import hashlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings
from django.db import connection, transaction

from kernel.errors import ActionRefused
from kernel.models.sealing import Box, SealingKey
from kernel.secret_files import make_once

SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NoKeyYet(ActionRefused):
    """The process that opens the box has not made its key."""


class CannotOpen(RuntimeError):
    """The box is not this process's to open, its key is gone, or it was closed about something else."""


def close(*, box: Box, value: str, about: str) -> str:
    """Seal a value so that only the box's own process reads it, and only with the same `about`: whose it is.

    Refuses (NoKeyYet) while there is no key to seal to.
    """
    key = SealingKey.objects.filter(box=box).order_by("-pk").first()
    if key is None:
        raise NoKeyYet("We cannot take this safely at the moment. Try again in a few minutes.")
    sealed = to_public_key(public=bytes(key.public_key), value=value, about=f"{box}:{about}")
    return f"{key.key_id}.{sealed}"


def open_box(*, box: Box, sealed: str, about: str) -> str:
    """What was sealed. Refuses (CannotOpen) in any process but the box's own."""
    key_id, _, rest = sealed.partition(".")
    try:
        private = bytes.fromhex(_place(_folder(box), box, key_id).read_text(encoding="ascii"))
    except (OSError, ValueError) as fault:
        raise CannotOpen(f"the key of the box of {box} is not here") from fault
    return with_private_key(private=private, sealed=rest, about=f"{box}:{about}")


def to_public_key(*, public: bytes, value: str, about: str) -> str:
    """Seal a value to whoever holds the private half of this key."""
    sealed = SUITE.encrypt(value.encode(), X25519PublicKey.from_public_bytes(public), info=about.encode())
    return base64.b64encode(sealed).decode("ascii")


def with_private_key(*, private: bytes, sealed: str, about: str) -> str:
    """What was sealed to this key. Refuses (CannotOpen) what was sealed to another, or about something else."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return SUITE.decrypt(raw, X25519PrivateKey.from_private_bytes(private), info=about.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise CannotOpen("sealed to another key, or about something else") from fault


def fresh_pair() -> tuple[bytes, bytes]:
    """The private and the public half of a new key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def can_open(box: Box) -> bool:
    """Whether this process was told where the box's private key lies, and it lies there."""
    folder = settings.BOX_KEYRINGS[box]
    if folder is None:
        return False
    key = SealingKey.objects.filter(box=box).order_by("-pk").first()
    return key is not None and _place(folder, box, key.key_id).is_file()


def establish(*, box: Box) -> None:
    """Make the box's first key, in the process that opens it. Never a second: one that was lost is put back."""
    folder = _folder(box)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sealing key {box}"])
        if SealingKey.objects.filter(box=box).exists():
            return
        _make(folder, box)


def renew(*, box: Box) -> None:
    """Make a further key, to which everything is sealed from now on. The earlier ones stay, and open what they did."""
    _make(_folder(box), box)


def newest_key(*, box: Box) -> str:
    """The id of the key that things are sealed to now."""
    return SealingKey.objects.filter(box=box).order_by("-pk").values_list("key_id", flat=True)[:1].get()


def _make(folder: Path, box: Box) -> None:
    private, public = fresh_pair()
    key_id = hashlib.sha256(public).hexdigest()
    make_once(_place(folder, box, key_id), private.hex().encode())
    SealingKey.objects.create(key_id=key_id, box=box, public_key=public)


def _folder(box: Box) -> Path:
    folder: Path | None = settings.BOX_KEYRINGS[box]
    if folder is None:
        raise CannotOpen(f"this process does not open the box of {box}")
    return folder


def _place(folder: Path, box: Box, key_id: str) -> Path:
    return folder / f"{box}-{key_id}.key"
