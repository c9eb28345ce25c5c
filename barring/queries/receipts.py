"""Receipts: given again, judged, and the keys that judge them."""

import json
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OKPKey

from barring.models import Check
from barring.rules.answers import A_TEST, EMPLOYABLE, CheckOutcome, Purpose
from barring.rules.receipts import PURPOSE, ReceiptFault, compact, is_code_of, tidied
from kernel.clocks import format_instant, instant
from kernel.errors import Erased
from kernel.history import ALL, acting
from kernel.ledger import Inclusion, inclusion
from kernel.queries import organisation_names
from kernel.signatures import base64url, public_keys, signer
from register.rules import Employable, RegistrationStatus, Tier

ALGORITHM = "EdDSA"
# RFC 9864 would have it called Ed25519. The old name is the one that verifiers know.
warnings.filterwarnings("ignore", "EdDSA is deprecated via RFC 9864", SecurityWarning)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Whether a receipt is good, what it says where our key signed it, and what is the matter with it."""

    claims: dict[str, Any] | None = None
    fault: ReceiptFault | None = None

    @property
    def valid(self) -> bool:
        """What was erased since, by rule, spoils no receipt; there is nothing left to compare it with."""
        return self.fault in (None, ReceiptFault.RECORD_ERASED)


def receipt_of(check: Check) -> str:
    """The receipt of a check, the same for ever. Refuses (Erased) a check that was erased.

    One of a batch's row is there once `barring.actions.receipts.sign_later` has signed it.
    """
    require_kept(check)
    signed = check if check.signed_with else check.later_signature
    return compact(claims=check.claims, key_id=signed.signed_with, signature=bytes(signed.signature))


def is_signed(check: Check) -> bool:
    """Whether anybody was given its receipt, or can be: a row of a batch is signed when its receipt is fetched."""
    return bool(check.signed_with) or hasattr(check, "later_signature")


def require_kept(check: Check) -> None:
    """Refuse (Erased) to say of an erased check what it asked or answered."""
    if check.is_erased:
        raise Erased(
            "This check was erased, as the rules on keeping records ask: what it asked and what it answered are gone. "
            "That says nothing about the person. A receipt that you kept can still be checked."
        )


def key_set() -> dict[str, Any]:
    """Every key that signs or has signed receipts, as a JSON Web Key Set (RFC 7517, RFC 8037), newest first."""
    signer(purpose=PURPOSE)  # whoever fetches the keys before the first check finds the one that will sign it
    return {"keys": [_jwk(key.key_id, key.raw) for key in public_keys(purpose=PURPOSE)]}


def _jwk(key_id: str, raw: bytes) -> dict[str, str | list[str]]:
    x = base64url(raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key_id, "use": "sig", "alg": ALGORITHM}


def judge(*, receipt: str) -> Judgement:
    """Whether we signed this and our record agrees. It tells nothing that does not stand in the receipt itself."""
    text = tidied(receipt)
    if text is None:
        return Judgement(fault=ReceiptFault.MALFORMED)
    try:
        token = jws.extract_compact(text.encode())
        key_id = token.headers().get("kid")
    except (JoseError, ValueError):
        return Judgement(fault=ReceiptFault.MALFORMED)
    if "typ" in token.headers():  # our key signs other statements too
        return Judgement(fault=ReceiptFault.MALFORMED)
    known = {key.key_id: key.raw for key in public_keys(purpose=PURPOSE)}
    if not isinstance(key_id, str) or key_id not in known:
        return Judgement(fault=ReceiptFault.UNKNOWN_KEY)
    try:
        is_signed = jws.validate_compact(token, OKPKey.import_key(_jwk(key_id, known[key_id])), [ALGORITHM])
    except JoseError:
        is_signed = False
    if not is_signed:
        return Judgement(fault=ReceiptFault.BAD_SIGNATURE)
    return _beside_the_record(text, json.loads(token.payload or b""), key_id)


def _beside_the_record(receipt: str, claims: dict[str, Any], key_id: str) -> Judgement:
    check = _anybodys(claims["jti"])
    if check is None:
        return Judgement(claims=claims, fault=ReceiptFault.NOT_IN_RECORD)
    if check.is_erased:
        agrees = _with_what_is_left(check, claims, key_id)
    else:
        agrees = is_signed(check) and receipt_of(check) == receipt
    if not agrees:
        return Judgement(claims=claims, fault=ReceiptFault.DIFFERS_FROM_RECORD)
    return Judgement(claims=claims, fault=ReceiptFault.RECORD_ERASED if check.is_erased else None)


def _with_what_is_left(check: Check, claims: dict[str, Any], key_id: str) -> bool:
    """Whether a receipt agrees with the columns that erasing leaves, which the ledger's leaf holds in clear."""
    said = (claims["outcome"], claims["purpose"], claims["role"]["tier"], claims["iat"], claims["as_of"], key_id)
    answered, as_of = int(check.answered_at.timestamp()), instant(check.as_of)
    signed_with = check.signed_with or (check.later_signature.signed_with if is_signed(check) else "")
    return said == (check.outcome, check.purpose, check.tier, answered, as_of, signed_with)


def _anybodys(reference: str) -> Check | None:
    """A check of whichever organisation: who asks has shown its receipt, or will have to know the receipt's code."""
    with acting(tenant=ALL):
        return Check.objects.filter(reference=reference).select_related("later_signature").first()


def receipt_by_code(*, reference: str, code: str) -> str | None:
    """The receipt of the check with this reference, for whoever knows its code.

    None otherwise, be it for the code, the reference, or because the check was erased.
    """
    check = _anybodys(reference)
    if check is None or check.is_erased or not is_signed(check):
        return None
    receipt = receipt_of(check)
    return receipt if is_code_of(typed=code, receipt=receipt) else None


def inclusion_of(*, check: Check) -> Inclusion | None:
    """The proof that the check is in the ledger; None until it is sealed."""
    return inclusion(model=Check, pk=check.pk)


def claims_of(check: Check) -> dict[str, Any]:
    """What the receipt of a check says."""
    claims: dict[str, Any] = json.loads(check.claims)
    return claims


def in_words(*, claims: dict[str, Any]) -> list[tuple[str, str]]:
    """What a receipt says, for people: only what stands in it, with the names of organisations."""
    role, registration = claims["role"], claims["registration"]
    names = organisation_names(codes={claims["organisation"], role["organisation"]})
    organisation = names.get(role["organisation"], role["organisation"])
    status = RegistrationStatus(registration["status"]).words if registration else "Not said, as no one person matched"
    return [
        *([("Test", A_TEST)] if claims.get("test") else []),
        ("Outcome", CheckOutcome(claims["outcome"]).words),
        ("Can the person be appointed?", EMPLOYABLE[Employable(claims["employable_in_role"])]),
        ("Registration number", claims["match"]["registration_number"] or "None"),
        ("Registration", status),
        ("Post", f"{Tier(role['tier']).words}, {organisation}"),
        ("Purpose", Purpose(claims["purpose"]).words),
        ("Asked by", names.get(claims["organisation"], claims["organisation"])),
        ("Answered", format_instant(datetime.fromtimestamp(claims["iat"], UTC))),
        ("As the register stood", format_instant(datetime.fromisoformat(claims["as_of"]))),
        ("Check", claims["jti"]),
    ]
