"""What a receipt says and how it is written: claims, commitments, compact JWS. Pure.

docs/receipts.md gives the same rules to whoever wants to check a receipt without this code.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from kernel.signatures import base64url, signing_input

PURPOSE = "receipts"
"""Of the keys that sign receipts, and nothing else."""
LONGEST_RECEIPT = 8_000
COMPACT = re.compile(r"[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
EMPTY_TREE = hashlib.sha256(b"").hexdigest()
"""The root of a ledger in which nothing is sealed yet (RFC 6962, section 2.1)."""
CODE_BYTES = 10


class ReceiptFault(StrEnum):
    """What is the matter with a receipt."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    NOT_IN_RECORD = "not_in_record"
    DIFFERS_FROM_RECORD = "differs_from_record"
    RECORD_ERASED = "record_erased"

    @property
    def words(self) -> str:
        return {
            ReceiptFault.MALFORMED: (
                "This is not a receipt, or not all of one. A receipt is three pieces of letters and digits, "
                "with a full stop between them."
            ),
            ReceiptFault.UNKNOWN_KEY: "It is signed with a key that is not ours. We did not give it out.",
            ReceiptFault.BAD_SIGNATURE: (
                "Its signature does not fit what it says. It was altered, or we did not give it out."
            ),
            ReceiptFault.NOT_IN_RECORD: (
                "Our key signed it, but our record has no such check. Do not rely on it, and tell us about it."
            ),
            ReceiptFault.DIFFERS_FROM_RECORD: (
                "Our key signed it, but our record says something else of this check. "
                "Do not rely on it, and tell us about it."
            ),
            ReceiptFault.RECORD_ERASED: (
                "Our key signed it. The record of this check has since been erased, as the rules have it: what is left "
                "of it agrees, and we cannot compare the rest any more."
            ),
        }[self]


def new_salt() -> str:
    """128 random bits, which only the asker is given: without them a commitment tells nothing of its subject."""
    return secrets.token_urlsafe(16)


def canonical(value: Any) -> bytes:
    """JSON in the one form of RFC 8785: sorted names, no white space, UTF-8. Of texts, lists, objects and null."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def subject_commitment(*, subject: Mapping[str, Any], salt: str) -> str:
    """HMAC-SHA256, under the salt, of what was asked. A National Insurance number is left out.

    There are so few of those that whoever holds salt and receipt could try them all.
    """
    asked = {
        "registration_number": subject["registration_number"] or None,
        "family_name": subject["family_name"] or None,
        "given_names": subject["given_names"] or None,
        "previous_family_names": list(subject["previous_family_names"]),
        "date_of_birth": subject["date_of_birth"],
    }
    return base64url(hmac.digest(salt.encode(), canonical(asked), "sha256"))


def restrictions_digest(*, restrictions: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of the list of restrictions as it was answered."""
    return base64url(hashlib.sha256(canonical(restrictions)).digest())


def claims_text(
    *,
    check: str,
    issuer: str,
    organisation: str,
    commitment: str,
    purpose: str,
    answer: Mapping[str, Any],
    answered_at: datetime,
    ledger: tuple[int, str],
    is_test: bool,
) -> str:
    """What is signed, as it is kept: the text never changes, so that the receipt can be given again.

    Of a test identity it says so.
    """
    size, root = ledger
    claims = {
        "iss": issuer,
        "jti": check,
        "iat": int(answered_at.timestamp()),
        "organisation": organisation,
        "subject_commitment": commitment,
        "role": answer["role"],
        "purpose": purpose,
        **{name: answer[name] for name in ("outcome", "employable_in_role", "match", "registration")},
        "restrictions_digest": restrictions_digest(restrictions=answer["restrictions"]),
        **{name: answer[name] for name in ("as_of", "known_at", "rule_set")},
        "ledger_size": size,
        "ledger_root": root,
        **({"test": True} if is_test else {}),
    }
    return json.dumps(claims, separators=(",", ":"))


def compact(*, claims: str, key_id: str, signature: bytes) -> str:
    """The receipt: a compact JWS."""
    return f"{signing_input(claims=claims, key_id=key_id)}.{base64url(signature)}"


def tidied(text: str) -> str | None:
    """A receipt without the white space that pasting brings; None if it is none."""
    receipt = "".join(text.split())
    return receipt if COMPACT.fullmatch(receipt) else None


def code_of(*, receipt: str) -> str:
    """The code that stands beside the QR code: 80 bits of the receipt's digest, in four groups of four.

    Who has the receipt can work it out; who has the check's id alone cannot guess it.
    """
    letters = base64.b32encode(hashlib.sha256(receipt.encode()).digest()[:CODE_BYTES]).decode()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def is_code_of(*, typed: str, receipt: str) -> bool:
    """Whether a code, however it was typed, is that of the receipt."""
    letters = re.sub("[^A-Z0-9]", "", typed.upper()).translate(str.maketrans("018", "OIB"))
    return hmac.compare_digest(letters, code_of(receipt=receipt).replace("-", ""))
