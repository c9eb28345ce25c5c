"""What a browser's session says of who signed in: whether a second factor was given in it, and when."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kernel.keys import keyed_hash, seal, unseal
from kernel.one_time_codes import new_secret

PROOF = "second_factor"
OFFERED = "app_on_offer"
CODES_ON_SHOW = "codes_on_show"
SHOWN_ONCE = "shown_once"
ASSERTED = "second_factor_asserted"
PASSKEY_ASKED = "passkey_asked"
SEALED_FOR = "sessions"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
REMEMBERED_FOR = timedelta(days=180)
# The first mark that is found counts: most browsers name others besides themselves.
PROGRAMS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
FRESH_FOR = timedelta(minutes=5)
"""How long a second factor counts for sensitive acts."""


def prove(request: HttpRequest, *, user_id: int, by: str, at: datetime) -> None:
    """Note that this account's second factor was given in this session, and by what means."""
    request.session[PROOF] = {"user": user_id, "at": at.timestamp(), "by": by}


def proved_by(request: HttpRequest, *, user_id: int) -> str:
    """By what means an account's second factor was given last in this session; empty if it was not."""
    proof: dict[str, Any] = request.session.get(PROOF) or {}
    return str(proof.get("by", "")) if proof.get("user") == user_id else ""


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


def trust_provider(request: HttpRequest, *, user_id: int) -> None:
    """Note that a provider which is trusted for it has asked this account for a second factor, a moment ago."""
    request.session[ASSERTED] = user_id


def take_providers_word(request: HttpRequest, *, user_id: int, at: datetime) -> bool:
    """Whether a provider has just vouched for this account's second factor; its word counts once."""
    vouched: bool = request.session.pop(ASSERTED, None) == user_id
    if vouched:
        prove(request, user_id=user_id, by="provider", at=at)
    return vouched


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


def show_secret(request: HttpRequest, secret: str, *, of: str) -> None:
    """Keep a program's or an endpoint's fresh secret for the next page about it."""
    _keep(request, f"{SHOWN_ONCE}:{of}", secret)


def secret_on_show(request: HttpRequest, *, of: str) -> str:
    """The secret to be shown now, this once; empty where there is none."""
    name = f"{SHOWN_ONCE}:{of}"
    secret = str(_kept(request, name) or "")
    request.session.pop(name, None)
    return secret


def _keep(request: HttpRequest, name: str, value: object) -> None:
    """Secrets lie in a session sealed: sessions are rows of the database."""
    request.session[name] = seal(purpose=SEALED_FOR, value=json.dumps(value), about=f"{name}:{request.user.pk}")


def _kept(request: HttpRequest, name: str) -> Any:
    sealed = request.session.get(name)
    about = f"{name}:{request.user.pk}"
    return json.loads(unseal(purpose=SEALED_FOR, sealed=sealed, about=about)) if sealed else None


def keep_question(request: HttpRequest, state: dict[str, Any]) -> None:
    """Keep what a browser was asked of a passkey until it answers."""
    request.session[PASSKEY_ASKED] = state


def question_asked(request: HttpRequest) -> dict[str, Any]:
    """What the browser was asked of a passkey, once: an answer to it counts a single time."""
    asked: dict[str, Any] = request.session.pop(PASSKEY_ASKED, {})
    return asked


def browser_token(request: HttpRequest) -> str:
    """The random value by which a browser is known again; empty where it has none, or something else."""
    token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return token if TOKEN.fullmatch(token) else ""


def remember_browser(response: HttpResponse, token: str) -> None:
    """Let a browser keep its value. It opens nothing: with it, a sign-in needs all that it needs without."""
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        token,
        max_age=REMEMBERED_FOR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def browser_digest(token: str) -> str:
    """What a browser's value is kept as."""
    return keyed_hash(purpose="browsers", value=token)


def browser_name(request: HttpRequest) -> str:
    """A browser in words its owner knows, such as "Firefox on Windows". What it says of itself is kept no further."""
    said = request.headers.get("User-Agent", "")
    program = next((name for mark, name in PROGRAMS if mark in said), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in said), "")
    return f"{program} on {system}" if system else program
