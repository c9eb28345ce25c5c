"""What a browser's session says of who signed in: whether a second factor was given in it, and when."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from kernel.keys import seal, unseal
from kernel.one_time_codes import new_secret

PROOF = "second_factor"
OFFERED = "app_on_offer"
CODES_ON_SHOW = "codes_on_show"
SEALED_FOR = "sessions"
FRESH_FOR = timedelta(minutes=5)
"""How long a second factor counts for sensitive acts."""


def prove(request: HttpRequest, *, user_id: int, at: datetime) -> None:
    """Note that this account's second factor was given in this session."""
    request.session[PROOF] = {"user": user_id, "at": at.timestamp()}


def proved_at(request: HttpRequest) -> datetime | None:
    """When the second factor of whoever is signed in was last given in this session; None if it was not."""
    proof: dict[str, Any] | None = request.session.get(PROOF)
    if proof is None or proof["user"] != request.user.pk:
        return None
    return datetime.fromtimestamp(proof["at"], UTC)


def is_whole(request: HttpRequest) -> bool:
    """Whether the sign-in needs nothing more: a second factor was given, or the account may do without one."""
    user: Any = request.user
    return proved_at(request) is not None or not user.must_have_second_factor


def is_fresh(request: HttpRequest, *, at: datetime) -> bool:
    """Whether a second factor was given at most FRESH_FOR ago. Nobody without one is."""
    proved = proved_at(request)
    return proved is not None and timedelta(0) <= at - proved <= FRESH_FOR


def offered_secret(request: HttpRequest) -> str:
    """The secret that an authenticator app is being set up with: the same until it is, or the session ends."""
    if OFFERED not in request.session:
        _keep(request, OFFERED, new_secret())
    return str(_kept(request, OFFERED))


def show_codes(request: HttpRequest, codes: Sequence[str]) -> None:
    """Keep fresh recovery codes for the page that shows them, until their owner says that they are safe."""
    request.session.pop(OFFERED, None)
    _keep(request, CODES_ON_SHOW, list(codes))


def codes_on_show(request: HttpRequest) -> list[str]:
    """The recovery codes to be shown now; none once they were put away."""
    return list(_kept(request, CODES_ON_SHOW) or [])


def put_codes_away(request: HttpRequest) -> None:
    """The recovery codes are not shown again."""
    request.session.pop(CODES_ON_SHOW, None)


def _keep(request: HttpRequest, name: str, value: object) -> None:
    """Secrets lie in a session sealed: sessions are rows of the database."""
    request.session[name] = seal(purpose=SEALED_FOR, value=json.dumps(value), about=f"{name}:{request.user.pk}")


def _kept(request: HttpRequest, name: str) -> Any:
    sealed = request.session.get(name)
    about = f"{name}:{request.user.pk}"
    return json.loads(unseal(purpose=SEALED_FOR, sealed=sealed, about=about)) if sealed else None
