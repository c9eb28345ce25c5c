"""Whose signature a head may bear. The database lists keys, and whoever can write there could add one of their own.

So each checkpoint names the keys that were trusted when it was written. After it, a key is trusted that one of those
vouches for: a rotation makes the old key sign that the new one follows it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kernel import signatures
from kernel.ledger.heads import PURPOSE, Head

LONGEST_STILL_SIGNING = timedelta(minutes=2)
"""For which another machine may not have noticed that a key was retired."""


@dataclasses.dataclass(frozen=True)
class Trusted:
    """A key whose signature under a head counts. Hex; `until` is the size after which it signs no more, if known."""

    key_id: str
    public_key: str
    until: int | None = None

    def has_signed(self, head: Head) -> bool:
        if self.until is not None and head.size > self.until:
            return False
        return self.agrees(head.signature, head.message())

    def vouches_for(self, key: signatures.PublicKey) -> bool:
        """Whether it says of a later key that it follows this one. A retired key may say nothing any more."""
        said = signatures.succession(purpose=PURPOSE, raw=key.raw)
        return key.endorsed_by == self.key_id and self.until is None and self.agrees(key.endorsement.hex(), said)

    def agrees(self, signature: str, message: bytes) -> bool:
        """Whether it has signed this message."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key)).verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True


def trusted(named: Iterable[Trusted] | None) -> dict[str, Trusted]:
    """By key id: the keys that a checkpoint names and those they vouch for; every key there is, without one."""
    listed = signatures.public_keys(purpose=PURPOSE)[::-1]  # oldest first: a key vouches for later ones
    if named is None:
        return {key.key_id: Trusted(key.key_id, key.raw.hex()) for key in listed}
    found = {key.key_id: key for key in named}
    for key in listed:
        voucher = found.get(key.endorsed_by)
        if key.key_id not in found and voucher and voucher.vouches_for(key):
            found[key.key_id] = Trusted(key.key_id, key.raw.hex())
    return found


def to_name(named: Iterable[Trusted] | None, *, accepted: Collection[str], head: Head) -> tuple[Trusted, ...]:
    """The keys that the checkpoint of this head names. `accepted` are the ids that the operator vouches for."""
    found = trusted(named)
    for key in signatures.public_keys(purpose=PURPOSE):
        if key.key_id in accepted:
            found[key.key_id] = Trusted(key.key_id, key.raw.hex())
        known = found.get(key.key_id)
        is_over = key.retired_at is not None and key.retired_at + LONGEST_STILL_SIGNING < head.at
        if known and known.until is None and is_over:
            found[key.key_id] = dataclasses.replace(known, until=head.size)
    return tuple(sorted(found.values(), key=lambda key: key.key_id))
