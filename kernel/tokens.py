"""Who sent a request to the API: a token's client, organisation and service account, in one narrow query.

Tokens are issued and revoked by django-oauth-toolkit, and stored as their checksum only. Reading one through its
models would take several queries for each request.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import constant_time_compare

from kernel.db.prepared import Prepared
from kernel.history import ALL, acting
from kernel.keys import keyed_hash
from kernel.permissions import Role

SCOPES = {
    "checks": "Ask for employability checks and read your organisation's own",
    "watches": "Watch people from then on",
    "events": "Read the feed of events",
    "webhooks": "Keep the addresses to which events are sent",
}
"""What a token may be asked for, in words."""
FOR_ORGANISATION = "organisation:"
"""With an organisation's code behind it, the scope by which a program asks to act for one that has granted that."""

LONGEST_TOKEN = 512
SECRET_SHOWN = 10  # characters: the prefix and the first few, which leave 480 random bits untold

WHOSE = """
SELECT client.id AS client, jsonb_build_array(token.scope, client.id, client.slowed_until,
       client.organisation_id, organisation.code, account.id,
       ARRAY(SELECT role FROM kernel_userrole WHERE user_id = account.id)) AS account
  FROM oauth2_provider_accesstoken AS token
  JOIN kernel_apiclient AS client ON client.id = token.application_id
  JOIN kernel_user AS account ON account.id = client.user_id AND account.is_active AND account.is_service
  JOIN kernel_organisation AS organisation ON organisation.id = client.organisation_id
 WHERE token.token_checksum = {checksum} AND token.expires > clock_timestamp() AND client.revoked_at IS NULL
   AND (client.granted_to_id IS NULL OR EXISTS (
        SELECT FROM kernel_apiclient AS holder JOIN kernel_user AS signed_in ON signed_in.id = holder.user_id
         WHERE holder.id = client.granted_to_id AND holder.revoked_at IS NULL AND signed_in.is_active))
"""
LIVE = Prepared(WHOSE.format(checksum="$1"), ("text",))


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """The account in whose name a program acts; as much of a user as the door and history ask for."""

    pk: int
    organisation_id: int
    organisation_code: str
    roles: frozenset[Role]
    is_active: bool = field(default=True, init=False)
    is_authenticated: bool = field(default=True, init=False)
    is_anonymous: bool = field(default=False, init=False)


@dataclass(frozen=True, kw_only=True)
class Token:
    """A live token: whose it is, its scopes parted by spaces, and until when its program asks about nobody."""

    client_id: int
    scope: str
    slowed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """A live token with the account behind it."""

    account: ServiceAccount
    token: Token


MOST_SEEN = 10_000
_seen: dict[str, Bearer] = {}
"""By a token's checksum, who was behind it when it was last read: a guess, from which nothing is answered."""


def checksum_of(token: str) -> str:
    """Under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def last_seen(*, checksum: str) -> Bearer | None:
    """Who was behind a token when this process last read it: to ask PostgreSQL more in the statement that reads it."""
    return _seen.get(checksum)


@lru_cache(maxsize=MOST_SEEN)
def bearer_in(account: str) -> Bearer:
    """What `WHOSE` tells."""
    scope, client_id, slowed_until, organisation_id, code, account_id, roles = json.loads(account)
    return Bearer(
        account=ServiceAccount(
            pk=account_id,
            organisation_id=organisation_id,
            organisation_code=code,
            roles=frozenset(Role(role) for role in roles),
        ),
        token=Token(
            client_id=client_id,
            scope=scope,
            slowed_until=datetime.fromisoformat(slowed_until) if slowed_until else None,
        ),
    )


def bearer(*, token: str) -> tuple[ServiceAccount, Token] | None:
    """The account and token of a bearer token; None if it is unknown, expired, revoked or its account is closed."""
    checksum = checksum_of(token)
    with acting(tenant=ALL):  # it says for which organisation the rest is done
        rows = LIVE.rows(checksum)
    if not rows:
        return None
    [(_client, account)] = rows
    found = bearer_in(account)
    if len(_seen) >= MOST_SEEN:
        _seen.clear()
    _seen[checksum] = found
    return found.account, found.token


def is_live(authorization: str) -> bool:
    """Whether an `Authorization` header carries a live bearer token: for the web server, beside any request."""
    scheme, _, token = authorization.partition(" ")
    is_token = scheme.lower() == "bearer" and token.isascii() and 0 < len(token) <= LONGEST_TOKEN
    return is_token and bearer(token=token) is not None


def new_token(request: Any, refresh_token: bool = False) -> str:
    """An access token of 256 random bits, with a prefix by which a scanner finds one that was left in a file."""
    return "nmr_" + secrets.token_urlsafe(32)


def new_client_secret() -> str:
    """A secret of 512 random bits for a program, with a prefix by which a scanner finds one left in a file."""
    return "nms_" + secrets.token_urlsafe(64)


class ClientSecretHasher(BasePasswordHasher):
    """A keyed hash for client secrets. They are made here, 512 random bits, so guessing gains nothing by speed,
    and a slow hash would cost each token some hundred milliseconds."""

    algorithm = "client_secret"

    def encode(self, password: str, salt: str) -> str:
        """The stored form: name, salt, keyed hash."""
        return f"{self.algorithm}${salt}${keyed_hash(purpose='client-secrets', value=salt + password)}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        return constant_time_compare(encoded, self.encode(password, self.decode(encoded)["salt"]))

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.algorithm}

    def must_update(self, encoded: str) -> bool:
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing: every try takes the same time."""
