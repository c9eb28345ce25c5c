"""Programs that sign in by a key of their own (`private_key_jwt`, RFC 7523): which keys, and whether one has signed.

The registered key says by which algorithm; what the assertion says of itself decides nothing. An assertion is good
once, for some minutes, for this service.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

from kernel.errors import ActionRefused
from kernel.models import ApiClient, ClientKey, UsedAssertion

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST: Final = 4_000
LONGEST_LIFE: Final = timedelta(minutes=5)
SKEW: Final = timedelta(seconds=30)
LONGEST_ID: Final = 255
SMALLEST_RSA: Final = 2_048
HEADERS: Final = frozenset({"alg", "kid", "typ"})
KINDS: Final[Mapping[str, type[Key]]] = {"EdDSA": OKPKey, "ES256": ECKey, "PS256": RSAKey}


class NotAPublicKey(ActionRefused):
    """What was given is no public key of a kind that is taken."""


def public_key(*, text: str) -> tuple[str, str, str]:
    """The algorithm, id (RFC 7638) and PEM of a public key given as PEM or JWK.

    Refuses (NotAPublicKey) a private key, one of another kind than Ed25519, P-256 and RSA of 2,048 bits at least, and
    what is none.
    """
    text = text.strip()
    if "PRIVATE" in text or '"d"' in text:
        raise NotAPublicKey("This is a private key. Keep it to yourself, make another pair, and give the public key.")
    try:
        raw = _raw(text)
    except (ValueError, TypeError, KeyError, JoseError, UnsupportedAlgorithm, RecursionError):
        raise NotAPublicKey("This cannot be read as a public key. Paste it as PEM or as a JWK.") from None
    algorithm = _algorithm(raw)
    pem = raw.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    return algorithm, KINDS[algorithm].import_key(pem).thumbprint(), pem


def _raw(text: str) -> Any:
    if not text.startswith("{"):
        return serialization.load_pem_public_key(text.encode())
    return JWKRegistry.import_key(json.loads(text)).public_key


def _algorithm(raw: Any) -> str:
    if isinstance(raw, ed25519.Ed25519PublicKey):
        return "EdDSA"
    if isinstance(raw, ec.EllipticCurvePublicKey) and isinstance(raw.curve, ec.SECP256R1):
        return "ES256"
    if isinstance(raw, rsa.RSAPublicKey) and raw.key_size >= SMALLEST_RSA:
        return "PS256"
    raise NotAPublicKey(f"Give an Ed25519 key, a P-256 key, or an RSA key of {SMALLEST_RSA} bits or more.")


def client_of(*, assertion: str, at: datetime) -> ApiClient | None:
    """The program that has signed an assertion, which is used up by this; None for one that is not good.

    Of many who use one at once one gets in: each use is a unique row.
    """
    parts = _parts(assertion)
    if parts is None:
        return None
    token, claims = parts
    key = (
        ClientKey.objects.select_related("client__user")
        .filter(client__client_id=claims["sub"], key_id=token.headers().get("kid"), removed_at=None)
        .first()
    )
    if key is None or not _is_signed(token, key):
        return None
    ends = _end(claims, at=at)
    if ends is None:
        return None
    digest = hashlib.sha256(claims["jti"].encode()).digest()
    _, is_first = UsedAssertion.objects.get_or_create(client=key.client, digest=digest, defaults={"until": ends})
    return key.client if is_first else None


def named_in(assertion: str) -> str:
    """The program that an assertion says it is of, whether that is true or not."""
    parts = _parts(assertion)
    return str(parts[1]["sub"]) if parts else ""


def _parts(assertion: str) -> tuple[Any, dict[str, Any]] | None:
    """The token and its claims, not believed yet; None for what has not the shape of one."""
    if len(assertion) > LONGEST:
        return None
    try:
        token = jws.extract_compact(assertion.encode())
        claims = json.loads(token.payload or b"")
        headers = token.headers()
    except (JoseError, ValueError, RecursionError):
        return None
    texts = [claims.get(name) for name in ("iss", "sub", "jti")] if isinstance(claims, dict) else []
    is_shaped = len(texts) == 3 and all(isinstance(text, str) and 0 < len(text) <= LONGEST_ID for text in texts)
    if not is_shaped or claims["iss"] != claims["sub"] or not headers.keys() <= HEADERS:
        return None
    return (token, claims) if "\0" not in "".join(map(str, texts)) and isinstance(headers.get("kid"), str) else None


def _is_signed(token: Any, key: ClientKey) -> bool:
    if token.headers().get("alg") != key.algorithm:
        return False
    try:
        return jws.validate_compact(token, KINDS[key.algorithm].import_key(key.public_key), [key.algorithm])
    except (JoseError, ValueError):
        return False


def _end(claims: Mapping[str, Any], *, at: datetime) -> datetime | None:
    """When it runs out; None where it is not for this service, or not for now."""
    audience = claims.get("aud")
    ours = {settings.BASE_URL, f"{settings.BASE_URL}/api/v1/token"}
    if audience not in ours if isinstance(audience, str) else audience not in [[one] for one in ours]:
        return None
    instants = {name: _instant(claims.get(name)) for name in ("exp", "nbf", "iat") if name in claims}
    ends = instants.get("exp")
    if ends is None or None in instants.values() or not at - SKEW < ends <= at + LONGEST_LIFE + SKEW:
        return None
    begins = [instant for name, instant in instants.items() if name != "exp" and instant is not None]
    return ends if all(instant <= at + SKEW for instant in begins) else None


def _instant(seconds: object) -> datetime | None:
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 2**33
    return datetime.fromtimestamp(float(seconds), UTC) if is_number else None  # type: ignore[arg-type]
