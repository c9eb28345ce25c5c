"""Is a receipt good? Needs Python, the package `cryptography`, and two files; no connection.

python verify_receipt.py JWKS_FILE RECEIPT_FILE   prints what the receipt says; exit 0 good, 1 not, 2 wrong usage
"""

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def decoded(piece: str) -> bytes:
    raw = base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != piece:  # each piece can be written in one way only
        raise ValueError("not base64url")
    return raw


def claims_in(receipt: str, jwks: dict) -> dict:
    """What the receipt says. Raises ValueError or InvalidSignature for one that is not good."""
    header, claims, signature = receipt.split(".")
    told = json.loads(decoded(header))
    keys = {key["kid"]: key for key in jwks["keys"] if (key["kty"], key["crv"]) == ("OKP", "Ed25519")}
    if told["alg"] != "EdDSA" or told["kid"] not in keys:
        raise ValueError("not signed with a key of this set")
    public = Ed25519PublicKey.from_public_bytes(decoded(keys[told["kid"]]["x"]))
    public.verify(decoded(signature), f"{header}.{claims}".encode())
    return json.loads(decoded(claims))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    key_set, receipt = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
    try:
        print(json.dumps(claims_in("".join(receipt.split()), json.loads(key_set)), indent=2))
    except (InvalidSignature, ValueError, KeyError, TypeError):
        print("NOT GOOD: altered, incomplete, or not signed with a key of this set", file=sys.stderr)
        sys.exit(1)
