"""Passkeys (WebAuthn): what a browser is asked, and whether what it answers holds. The fido2 library verifies.

A passkey belongs to the name by which the service is reached. An address of numbers has none; on the machine itself
the name is then localhost.
"""

import base64
import binascii
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LONGEST_ANSWER = 20_000
VERIFICATION = UserVerificationRequirement.PREFERRED


class NotGenuine(ValueError):
    """The browser's answer does not hold: another challenge, site or key, or no answer at all."""


@dataclass(frozen=True)
class Question:
    """What a browser is asked, as JSON, and what must be kept until it answers."""

    options: str
    state: dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A new passkey: the id by which it is found, what is kept of it, and its count of uses."""

    handle: str
    credential: str
    uses: int


def ask_to_make(*, user_id: int, email: str, name: str, present: Sequence[str]) -> Question:
    """Ask for a new passkey, but not from a device that holds one of those present."""
    user = PublicKeyCredentialUserEntity(id=str(user_id).encode(), name=email, display_name=name)
    options, state = _server().register_begin(
        user, [_read(one) for one in present], ResidentKeyRequirement.PREFERRED, VERIFICATION
    )
    return Question(json.dumps(dict(options)["publicKey"]), dict(state))


def made(*, state: Mapping[str, Any], answer: str) -> Made:
    """The passkey that an answer brings. Refuses (NotGenuine) what does not hold."""
    try:
        found = _server().register_complete(state, json.loads(answer))
    except FAULTS as fault:
        raise NotGenuine("The passkey could not be made.") from fault
    credential = found.credential_data
    if credential is None:
        raise NotGenuine("The passkey could not be made.")
    kept = base64.b64encode(bytes(credential)).decode("ascii")
    return Made(websafe_encode(credential.credential_id), kept, found.counter)


def ask_to_use(*, present: Sequence[str]) -> Question:
    """Ask for proof by one of the passkeys present."""
    options, state = _server().authenticate_begin([_read(one) for one in present], VERIFICATION)
    return Question(json.dumps(dict(options)["publicKey"]), dict(state))


def used(*, state: Mapping[str, Any], answer: str, present: Sequence[str]) -> tuple[str, int]:
    """The id of the passkey that proved itself, and its count of uses. Refuses (NotGenuine) what does not hold."""
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        found = _server().authenticate_complete(state, [_read(one) for one in present], given)
    except FAULTS as fault:
        raise NotGenuine("The passkey could not be used.") from fault
    return websafe_encode(found.credential_id), given.response.authenticator_data.counter


# The library checks what a browser says by parsing it; what cannot be parsed raises any of these.
FAULTS = (ValueError, TypeError, KeyError, AttributeError, IndexError, binascii.Error, RecursionError)


def relying_party() -> tuple[str, str]:
    """The name that passkeys belong to, and the one origin whose answers hold."""
    address = urlsplit(settings.BASE_URL)
    name, port = address.hostname or "", f":{address.port}" if address.port else ""
    try:
        local = ipaddress.ip_address(name).is_loopback
    except ValueError:
        local = False
    return ("localhost", f"http://localhost{port}") if local else (name, f"{address.scheme}://{name}{port}")


def _server() -> Fido2Server:
    name, origin = relying_party()
    party = PublicKeyCredentialRpEntity(id=name, name=settings.SERVICE_NAME)
    return Fido2Server(party, verify_origin=lambda given: given == origin)


def _read(kept: str) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(kept))
