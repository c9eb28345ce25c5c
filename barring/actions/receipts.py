"""Signing what a check answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from barring.rules.receipts import PURPOSE, claims_text, new_salt, signing_input, subject_commitment
from kernel.signatures import signer


def signed_receipt(
    *,
    check: str,
    organisation: str,
    subject: Mapping[str, Any],
    purpose: str,
    answer: Mapping[str, Any],
    answered_at: datetime,
    ledger: tuple[int, str],
) -> dict[str, Any]:
    """The columns of a check that its receipt is made of. `check` is its reference, `ledger` size and root.

    The JWS is put together here and not by the library: half of the library's time goes into looking algorithms
    up, and the private half of the key would leave `kernel.signatures`. The library reads what we wrote, in `judge`.
    """
    salt = new_salt()
    claims = claims_text(
        check=check,
        issuer=settings.BASE_URL,
        organisation=organisation,
        commitment=subject_commitment(subject=subject, salt=salt),
        purpose=purpose,
        answer=answer,
        answered_at=answered_at,
        ledger=ledger,
    )
    key = signer(purpose=PURPOSE)
    signature = key.sign(signing_input(claims=claims, key_id=key.key_id).encode())
    return {"claims": claims, "receipt_salt": salt, "signed_with": key.key_id, "signature": signature}
