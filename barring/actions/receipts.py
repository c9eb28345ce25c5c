"""Signing what a check answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from barring.models import Check, LaterSignature
from barring.queries.receipts import is_signed
from barring.rules.receipts import PURPOSE, claims_text, new_salt, subject_commitment
from kernel.signatures import signer, signing_input


class Unsigned(Protocol):
    """A check that is about to be stored, as far as its receipt speaks of it."""

    reference: str
    subject: Any
    purpose: str
    answer: Any
    answered_at: datetime
    receipt_salt: str
    claims: str
    is_test: bool


def state_claims(*, check: Unsigned, organisation: str, ledger: tuple[int, str]) -> None:
    """Put into a check that is about to be saved what its receipt says.

    `organisation` is the asker's code, `ledger` the newest signed head.
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
        is_test=check.is_test,
    )


def sign_receipt(*, check: Check, organisation: str, ledger: tuple[int, str]) -> None:
    """Put its receipt into a check that is about to be saved. `organisation` is the asker's code, `ledger` the head.

    The JWS is put together here and not by the library: half of the library's time goes into looking algorithms
    up, and the private half of the key would leave `kernel.signatures`. The library reads what we wrote, in `judge`.
    """
    state_claims(check=check, organisation=organisation, ledger=ledger)
    key = signer(purpose=PURPOSE)
    check.signed_with = key.key_id
    check.signature = key.sign(signing_input(claims=check.claims, key_id=key.key_id).encode())


@transaction.atomic
def sign_later(*, checks: Sequence[Check]) -> None:
    """Sign the rows of batches among these checks that nobody has fetched the receipt of; the others have theirs.

    What is erased is not signed. Two who fetch at once are given the same: whoever is second finds the first's.
    """
    waiting = {check.pk: check for check in checks if not (is_signed(check) or check.is_erased)}
    if not waiting:
        return
    key = signer(purpose=PURPOSE)
    fresh = [
        LaterSignature(
            check_asked=check,
            signed_with=key.key_id,
            signature=key.sign(signing_input(claims=check.claims, key_id=key.key_id).encode()),
        )
        for check in waiting.values()
    ]
    LaterSignature.objects.bulk_create(fresh, ignore_conflicts=True)
    for kept in LaterSignature.objects.filter(check_asked__in=waiting):
        waiting[kept.check_asked_id].later_signature = kept
