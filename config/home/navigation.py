"""What the menus offer, by role."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from barring.permissions import Permission as Barring
from conduct.permissions import Permission as Conduct
from kernel.permissions import KernelPermission, can
from register.permissions import Permission as Register


@dataclass(frozen=True)
class Entry:
    text: str
    route: str
    permission: str


STAFF = (
    Entry("My work", "home:staff", KernelPermission.STAFF_HOME),
    Entry("Concerns", "conduct:concerns", Conduct.CONCERN_VIEW),
    Entry("Cases", "conduct:cases", Conduct.CASE_VIEW),
    Entry("Bars", "barring:bars", Barring.BAR_VIEW),
    Entry("Possible matches", "barring:reviews", Barring.REVIEW_VIEW),
    Entry("Checks", "barring:checks", Barring.CHECK_VIEW),
    Entry("Register", "register:people", Register.PERSON_VIEW),
    Entry("Organisations", "kernel:organisations", KernelPermission.ORGANISATION_VIEW),
    Entry("Accounts", "kernel:accounts", KernelPermission.ACCOUNT_VIEW),
)

VISITORS = (
    ("Search the register", "/register/"),
    ("Published decisions", "/barred/"),
    ("Raise a concern", "/concerns/new/"),
    ("Sign in", "/sign-in/"),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """`navigation` for the layouts: the entries the signed-in user may open, the present one marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {
            "navigation": [
                {"text": text, "href": href, "current": request.path.startswith(href)} for text, href in VISITORS
            ]
        }
    entries = [entry for entry in STAFF if can(user, entry.permission)]
    return {
        "navigation": [
            {"text": e.text, "href": reverse(e.route), "current": request.path.startswith(reverse(e.route))}
            for e in entries
        ]
    }
