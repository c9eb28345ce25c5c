"""A verifier as a stranger would write it from docs/ledger.md: it imports nothing of the product."""

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def hashed(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(line: str) -> bytes:
    return hashed(b"\0", line.encode())


def root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashed(b"")
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashed(b"\1", root(leaves[:half]), root(leaves[half:]))


def is_included(leaf: bytes, index: int, size: int, proof: list[str], of: str) -> bool:
    """RFC 9162, section 2.1.3.2."""
    at, last, node = index, size - 1, leaf
    for step in map(bytes.fromhex, proof):
        if last == 0:
            return False
        if at & 1 or at == last:
            node = hashed(b"\1", step, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = hashed(b"\1", node, step)
        at, last = at >> 1, last >> 1
    return last == 0 and node.hex() == of


def is_consistent(earlier: int, first: str, later: int, second: str, proof: list[str]) -> bool:
    """RFC 9162, section 2.1.4.2, for 0 < earlier < later."""
    steps = [bytes.fromhex(step) for step in proof]
    if earlier & (earlier - 1) == 0:
        steps = [bytes.fromhex(first), *steps]
    at, last = earlier - 1, later - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not steps:
        return False
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = hashed(b"\1", step, old), hashed(b"\1", step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = hashed(b"\1", new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old.hex() == first and new.hex() == second


def key_named(checkpoint: dict[str, Any]) -> bytes:
    """The public half of the key of a checkpoint's head, once the list that it stands in is seen to be signed."""
    keys = {key["key_id"]: bytes.fromhex(key["public_key"]) for key in checkpoint["keys"]}
    named = [[key["key_id"], key["public_key"], key["until"]] for key in checkpoint["keys"]]
    message = json.dumps(["manager-register checkpoint 1", checkpoint["size"], checkpoint["root"], named]).encode()
    signature = bytes.fromhex(checkpoint["keys_signature"])
    Ed25519PublicKey.from_public_bytes(keys[checkpoint["signed_by"]]).verify(signature, message)
    return keys[checkpoint["key_id"]]


def is_signed(head: dict[str, object], public_key: bytes) -> bool:
    """Whether the key signed the head: a JSON array of these values, as Python's json writes it."""
    names = ("size", "root", "at", "previous", "era", "snapshot")
    message = json.dumps(["manager-register ledger head 1", *(head[name] for name in names)]).encode()
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(str(head["signature"])), message)
    except InvalidSignature:
        return False
    return True
