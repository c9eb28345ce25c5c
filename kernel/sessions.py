"""Where sessions are kept: in PostgreSQL, under a digest of what the cookie holds, and no longer than the limits allow.

Whoever is signed in is signed out after 20 minutes without a page, and after 12 hours in any case. The limits are the
row's own end, so that nothing has to run for them to hold.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import Error
from django.http import HttpRequest, HttpResponseBase, parse_cookie
from django.utils import timezone

from kernel.models import Session

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(minutes=20)
NOTED_EACH = timedelta(minutes=1)
"""How exactly it is noted when a session was last used: a write for every page would cost more than it tells."""

SEALED_FOR = "sessions"
BEGAN, SEEN, BROWSER = "began_at", "seen_at", "browser"


def digest_of(key: str) -> str:
    """What a session is kept under. A key has 160 random bits, so a plain hash gives nothing away; 40 digits fit."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's own, with a digest in the place of the key."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=digest_of(self.session_key or ""), expire_date__gt=timezone.now())
        found = row.first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest_of(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key=digest_of(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        key = str(self._get_or_create_session_key())  # type: ignore[attr-defined]
        row = Session(session_key=digest_of(key), expire_date=ends_at(data, now=now))
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.began_at = _instant(data.setdefault(BEGAN, now.timestamp()))
            row.seen_at = _instant(data.setdefault(SEEN, now.timestamp()))
            row.browser = data.get(BROWSER, "")
        row.session_data = self.encode(data)
        return row


def ends_at(data: Mapping[str, Any], *, now: datetime) -> datetime:
    """When a session ends if nothing more comes: a visitor's after the longest time, a user's by both limits."""
    if SESSION_KEY not in data:
        return now + LONGEST
    began, seen = (_instant(data.get(name, now.timestamp())) for name in (BEGAN, SEEN))
    return min(began + LONGEST, seen + LONGEST_IDLE)


class LimitsMiddleware:
    """Notes that a session is in use, which puts its end off; not on pages that keep no trace of who was there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or getattr(view, "is_unnamed", False):
            return
        now = timezone.now()
        if SESSION_KEY in request.session and now - _instant(request.session[SEEN]) >= NOTED_EACH:
            request.session[SEEN] = now.timestamp()


def touch(request: HttpRequest) -> None:
    """Somebody is still there: the end is put off."""
    request.session[SEEN] = timezone.now().timestamp()


def seconds_left(request: HttpRequest) -> int:
    """How long a signed-in session lasts at least if no page is opened, in whole minutes.

    Not to the second: pages that must not differ from one moment to the next carry it.
    """
    now = timezone.now()
    left = (ends_at(dict(request.session.items()), now=now) - now).total_seconds()
    return max(0, int(left - 1) // 60 * 60)


def own_session(request: HttpRequest) -> str:
    """What the session of a request is kept under."""
    return digest_of(request.session.session_key or "")


def ended_session(request: HttpRequest) -> Session | None:
    """The session that the browser's cookie still names though its time is up, if it is not forgotten yet."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(session_key=digest_of(key), expire_date__lte=timezone.now(), user__isnull=False)
    return ended.first()


def is_signed_in(cookies: str) -> bool:
    """Whether the cookies of a header are a signed-in user's; nobody's where PostgreSQL cannot be asked."""
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")
    live = Session.objects.filter(session_key=digest_of(key), expire_date__gt=timezone.now(), user__is_active=True)
    try:
        return live.exists()
    except Error:
        return False


def _instant(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
