"""Ed25519 signatures (RFC 8032) by purpose: heads of the ledger, receipts of checks.

A private half lies in the key ring folder, in a file named after its purpose and key id, and nowhere else. Public
halves are rows that are only added to, so that a restored database still verifies what was signed. The key that
signs is the newest that is not retired and whose private half lies in this key ring; where there is none it is
made. Several machines with key rings of their own therefore sign each with its own key.
"""

import base64
import hashlib
import json
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from kernel.models.signing import PURPOSES, SigningKey, SigningKeyRetirement
from kernel.secret_files import make_once

KEY_ID = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_CACHED = 30.0
"""Seconds after which a process asks the database again which key signs. A change of the folder it sees at once."""


@dataclass(frozen=True)
class Signature:
    """Which key signed, and the 64 bytes of the signature."""

    key_id: str
    value: bytes


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A public half, for as long as it signed. `retired_at` None: it may sign still."""

    key_id: str
    raw: bytes
    valid_from: datetime
    retired_at: datetime | None
    endorsed_by: str
    endorsement: bytes


@dataclass(frozen=True)
class Signer:
    """The key that signs at this moment."""

    key_id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self.private.sign(message)


@dataclass(frozen=True)
class _Cached:
    signer: Signer
    stamp: tuple[int, int]
    until: float


_signers: dict[tuple[Path, str], _Cached] = {}


def signer(*, purpose: str) -> Signer:
    """The key that signs for a purpose, made on first use. For formats that name the key inside what is signed."""
    folder = _folder()
    cached = _signers.get((folder, purpose))
    if cached is not None and cached.stamp == _stamp(folder) and time.monotonic() < cached.until:
        return cached.signer
    stamp = _stamp(folder)
    found = _in_use(purpose)
    if found is None:
        with transaction.atomic():
            _lock(purpose)
            found = _in_use(purpose) or _established(purpose)
        stamp = _stamp(folder)
    # Remembered only once its public half is safe: the transaction that made it may still come to nothing.
    transaction.on_commit(partial(_remember, folder, purpose, found, stamp))
    return found


def sign(*, purpose: str, message: bytes) -> Signature:
    """Sign a message with the purpose's key of this moment."""
    key = signer(purpose=purpose)
    return Signature(key.key_id, key.sign(message))


def signing_input(*, claims: str, key_id: str, kind: str = "") -> str:
    """Header and claims of a compact JWS, as RFC 7515 has them signed. `kind` sets apart what is no receipt."""
    about = f',"typ":"{kind}"' if kind else ""
    header = f'{{"alg":"EdDSA","kid":"{key_id}"{about}}}'
    return f"{base64url(header.encode())}.{base64url(claims.encode())}"


def signed_statement(*, purpose: str, claims: str, kind: str) -> str:
    """Claims signed with the purpose's key of this moment, as a compact JWS."""
    key = signer(purpose=purpose)
    text = signing_input(claims=claims, key_id=key.key_id, kind=kind)
    return f"{text}.{base64url(key.sign(text.encode()))}"


def verify(*, purpose: str, key_id: str, message: bytes, signature: bytes) -> bool:
    """Whether a key of this purpose, retired or not, signed the message. An unknown key has signed nothing."""
    row = SigningKey.objects.filter(purpose=purpose, key_id=key_id.replace("\0", "")).first()
    if row is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes(row.public_key)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_keys(*, purpose: str) -> list[PublicKey]:
    """Every key that signs or has signed for a purpose, newest first."""
    rows = SigningKey.objects.filter(purpose=purpose).select_related("retirement").order_by("-valid_from", "-pk")
    return [
        PublicKey(
            key_id=row.key_id,
            raw=bytes(row.public_key),
            valid_from=row.valid_from,
            retired_at=row.retirement.retired_at if hasattr(row, "retirement") else None,
            endorsed_by=row.endorsed_by,
            endorsement=bytes(row.endorsement),
        )
        for row in rows
    ]


def rotate(*, purpose: str) -> str:
    """Sign with a new key from now on; answers its id.

    Every earlier key of the purpose is retired: it still verifies, and its private half is deleted from this key
    ring. The one that signed last in this key ring signs, before it goes, that the new one follows it. Other processes
    notice before they sign again; another machine within half a minute.
    """
    with transaction.atomic():
        _lock(purpose)
        before = _in_use(purpose)
        old = SigningKey.objects.filter(purpose=purpose, retirement=None)
        gone = [_file(purpose, key.key_id) for key in old]
        SigningKeyRetirement.objects.bulk_create(SigningKeyRetirement(key=key) for key in old)
        new = _add(purpose, _made(purpose), endorsed_by=before)
        transaction.on_commit(partial(_delete, gone))
    return new.key_id


def succession(*, purpose: str, raw: bytes) -> bytes:
    """What a key signs to say that the one with this public half follows it."""
    return json.dumps(["manager-register key 1", purpose, raw.hex()]).encode()


def thumbprint(raw: bytes) -> str:
    """The key id of a public half: SHA-256 of its JSON Web Key, as RFC 7638 and RFC 8037 have it."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{base64url(raw)}"}}'
    return base64url(hashlib.sha256(jwk.encode()).digest())


def base64url(raw: bytes) -> str:
    """Base64 for addresses, without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _in_use(purpose: str) -> Signer | None:
    """The newest key that is not retired and whose private half lies here."""
    rows = SigningKey.objects.filter(purpose=purpose, retirement=None).order_by("-valid_from", "-pk")
    for key_id in rows.values_list("key_id", flat=True):
        if private := _read(_file(purpose, key_id)):
            return Signer(key_id, private)
    return None


def _established(purpose: str) -> Signer:
    """A key whose public half is a row: one in the key ring that a restored database does not know, or a new one."""
    known = set(SigningKey.objects.filter(purpose=purpose).values_list("key_id", flat=True))
    for path in sorted(_folder().glob(f"{purpose}-*.ed25519")):
        private = _read(path)
        if private and thumbprint(private.public_key().public_bytes_raw()) not in known:
            return _add(purpose, private)
    return _add(purpose, _made(purpose))


def _add(purpose: str, private: Ed25519PrivateKey, *, endorsed_by: Signer | None = None) -> Signer:
    raw = private.public_key().public_bytes_raw()
    row = SigningKey(key_id=thumbprint(raw), purpose=purpose, public_key=raw)
    if endorsed_by is not None:
        row.endorsed_by, row.endorsement = endorsed_by.key_id, endorsed_by.sign(succession(purpose=purpose, raw=raw))
    SigningKey.objects.bulk_create([row], ignore_conflicts=True)  # a reader of an old snapshot may be second
    return Signer(row.key_id, private)


def _made(purpose: str) -> Ed25519PrivateKey:
    """A new key, on disk before it is used."""
    private = Ed25519PrivateKey.generate()
    make_once(_file(purpose, thumbprint(private.public_key().public_bytes_raw())), private.private_bytes_raw())
    return private


def _read(path: Path) -> Ed25519PrivateKey | None:
    with suppress(FileNotFoundError):
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    return None


def _delete(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
    now = time.time_ns()  # finer than the file system's own clock, which may not have ticked since
    os.utime(_folder(), ns=(now, now))  # after the commit: who looked before it saw the old rows


def _folder() -> Path:
    folder = settings.KEYRING_DIR
    return folder if isinstance(folder, Path) else Path(folder)


def _file(purpose: str, key_id: str) -> Path:
    if purpose not in PURPOSES or not KEY_ID.fullmatch(key_id):
        raise ValueError("No key has such a purpose or id.")
    return _folder() / f"{purpose}-{key_id}.ed25519"


def _stamp(folder: Path) -> tuple[int, int]:
    """Changes whenever a key comes or goes. The folder is made here if it is not there."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.stat()
    return found.st_ino, found.st_mtime_ns


def _remember(folder: Path, purpose: str, found: Signer, stamp: tuple[int, int]) -> None:
    _signers[folder, purpose] = _Cached(found, stamp, time.monotonic() + LONGEST_CACHED)


def _lock(purpose: str) -> None:
    """One at a time makes or retires keys of a purpose, to the end of the transaction."""
    number = int.from_bytes(hashlib.sha256(f"signatures:{purpose}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
