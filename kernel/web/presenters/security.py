"""One's own second factors, sessions and browsers, in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.urls import reverse

from kernel.clocks import format_instant

if TYPE_CHECKING:
    from kernel.models import KnownBrowser, SecondFactor, Session


def factor_rows(factors: Iterable["SecondFactor"]) -> list[list[Any]]:
    """One's own second factors: what, since when, and the way to take it away."""
    return [
        [
            factor.name,
            format_instant(factor.added_at),
            {"text": "Remove", "href": reverse("kernel:remove_factor", args=[factor.pk]), "hidden": factor.name},
        ]
        for factor in factors
    ]


def codes_as_file(codes: Iterable[str]) -> str:
    """An address that holds the codes as a text file, to be kept without another request."""
    return "data:text/plain;charset=utf-8," + quote("\n".join(codes) + "\n")


def sessions_shown(sessions: Iterable["Session"], *, own: str) -> list[dict[str, Any]]:
    """Where an account is signed in; the session that looks at it is marked, and has the header's button."""
    return [
        {
            "browser": session.browser or "A browser",
            "began": session.began_at,
            "seen": session.seen_at,
            "is_this": session.pk == own,
            "end": reverse("kernel:end_session", args=[session.pk]),
        }
        for session in sessions
    ]


def browsers_shown(browsers: Iterable["KnownBrowser"]) -> list[dict[str, Any]]:
    """The browsers in which an account signed in."""
    return [
        {
            "name": browser.name,
            "last_used": browser.last_used_at,
            "forget": reverse("kernel:forget_browser", args=[browser.pk]),
        }
        for browser in browsers
    ]
