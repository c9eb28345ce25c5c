"""Sealed copies on disk, under names that say nothing: MEDIA_ROOT/files/<two digits>/<number>.<copy>.

A copy is written beside its place, made durable and then named, before the transaction of its row commits: there
is no half file, and no row without its files. What a crash or a refusal leaves behind has no row, and is swept.
"""

import contextlib
import os
import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kernel.errors import ActionRefused
from kernel.keys import encryption_key

NONCE = 12
UNCLAIMED_FOR = timedelta(days=1)
"""How long a file may lie without a row: longer than any transaction."""
SHELVES = 256


class Copy(StrEnum):
    """`original` is what came; `served` is what was made of it."""

    ORIGINAL = "original"
    SERVED = "served"


class NotStored(ActionRefused):
    """The disk did not take the file."""


class FileLost(ActionRefused):
    """A stored file is gone or was changed."""


def write(*, key: UUID, copy: Copy, content: bytes) -> None:
    """Seal a copy and make it durable. Refuses when the disk does: then nothing of it is left."""
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(encryption_key(purpose="files")).encrypt(nonce, content, _about(key, copy))
    place = _place(key, copy)
    draft = place.with_name(f".{secrets.token_hex(8)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(place)
        for folder in (place.parent, place.parent.parent):
            _make_durable(folder)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise NotStored(
            "The file could not be stored, and nothing was saved. Try again; if it happens again, tell us."
        ) from None


def read(*, key: UUID, copy: Copy) -> bytes:
    """A copy as it was written. Refuses one that is gone, or of which a bit was changed."""
    try:
        sealed = _place(key, copy).read_bytes()
        return AESGCM(encryption_key(purpose="files")).decrypt(sealed[:NONCE], sealed[NONCE:], _about(key, copy))
    except (OSError, InvalidTag, ValueError):
        raise FileLost("The file cannot be read: it is missing or damaged. Tell us.") from None


def is_whole(*, key: UUID) -> bool:
    """Whether both copies lie where they should."""
    return all(_place(key, copy).is_file() for copy in Copy)


def delete(*, key: UUID) -> bool:
    """Delete both copies for good; whether there was one. Killed in between, it is to be called again."""
    found = [place for copy in Copy if (place := _place(key, copy)).is_file()]
    for place in found:
        place.unlink(missing_ok=True)
    if found:
        _make_durable(found[0].parent)
    return bool(found)


def sweep(*, at: datetime, claimed: Callable[[Collection[UUID]], set[UUID]]) -> int:
    """Delete what has lain a day without a row. One of 256 folders a time, so that all are seen every two hours.

    `claimed` says which of some numbers have a row.
    """
    shelf = _root() / f"{int(at.timestamp()) // 30 % SHELVES:02x}"
    old = [path for path in _lying(shelf) if path.stat().st_mtime < (at - UNCLAIMED_FOR).timestamp()]
    numbers = {path: number for path in old if (number := _number(path)) is not None}
    kept = claimed(set(numbers.values())) if numbers else set()
    gone = [path for path in old if numbers.get(path) not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _lying(shelf: Path) -> Iterator[Path]:
    return shelf.iterdir() if shelf.is_dir() else iter(())


def _number(path: Path) -> UUID | None:
    with contextlib.suppress(ValueError):
        return UUID(path.stem)
    return None


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "files"


def _place(key: UUID, copy: Copy) -> Path:
    return _root() / key.hex[:2] / f"{key.hex}.{copy}"


def _about(key: UUID, copy: Copy) -> bytes:
    return f"{key.hex}.{copy}".encode()


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
