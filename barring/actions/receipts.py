"""Signing what a check answered."""

from django.conf import settings

from barring.models import Check
from barring.rules.receipts import PURPOSE, claims_text, new_salt, signing_input, subject_commitment
from kernel.signatures import signer


def sign_receipt(*, check: Check, organisation: str, ledger: tuple[int, str]) -> None:
    """Put its receipt into a check that is about to be saved. `organisation` is the asker's code, `ledger` the head.

    The JWS is put together here and not by the library: half of the library's time goes into looking algorithms
    up, and the private half of the key would leave `kernel.signatures`. The library reads what we wrote, in `judge`.
    """
    check.receipt_salt = new_salt()
    check.claims = claims_text(
        check=check.reference,
        issuer=settings.BASE_URL,
        organisation=organisation,
        commitment=subject_commitment(subject=check.subject, salt=check.receipt_salt),
        purpose=check.purpose,
        answer=check.answer,
        answered_at=check.answered_at,
        ledger=ledger,
    )
    key = signer(purpose=PURPOSE)
    check.signed_with = key.key_id
    check.signature = key.sign(signing_input(claims=check.claims, key_id=key.key_id).encode())
