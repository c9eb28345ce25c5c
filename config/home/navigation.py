"""What the menus offer, by role."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from barring.permissions import Permission as Barring
from conduct.permissions import Permission as Conduct
from consultation.permissions import Permission as Consulting
from kernel import sign_ins
from kernel.permissions import KernelPermission, can
from register.permissions import Permission as Register


@dataclass(frozen=True)
class Entry:
    text: str
    route: str
    permission: str


ENTRIES = (
    Entry("My work", "home:staff", KernelPermission.STAFF_HOME),
    Entry("Register", "register:people", Register.PERSON_VIEW),
    Entry("Concerns", "conduct:concerns", Conduct.CONCERN_VIEW),
    Entry("Identities", "conduct:identities", Conduct.IDENTITY_VIEW),
    Entry("Complaints", "conduct:complaints", Conduct.COMPLAINT_VIEW),
    Entry("Cases", "conduct:cases", Conduct.CASE_VIEW),
    Entry("Recommendations", "conduct:recommendations", Conduct.CASE_RECOMMEND),
    Entry("Panels", "conduct:panel_members", Conduct.PANEL_VIEW),
    Entry("My sitting days", "conduct:panel_days", Conduct.HEARING_SIT),
    Entry("Bars", "barring:bars", Barring.BAR_VIEW),
    Entry("Possible matches", "barring:reviews", Barring.REVIEW_VIEW),
    Entry("Check queries", "barring:check_queries", Barring.CHECK_QUERY_VIEW),
    Entry("Consultations", "consultation:consultations", Consulting.CONSULTATION_VIEW),
    Entry("Organisations", "kernel:organisations", KernelPermission.ORGANISATION_VIEW),
    Entry("Rule sets", "kernel:rule_sets", KernelPermission.RULE_SET_VIEW),
    Entry("Accounts", "kernel:accounts", KernelPermission.ACCOUNT_VIEW),
    Entry("Undelivered", "kernel:undelivered", KernelPermission.MESSAGE_VIEW),
    Entry("Who looked", "kernel:access", KernelPermission.ACCESS_VIEW),
    Entry("Sign-ins", "kernel:sign_in_log", KernelPermission.ACCESS_VIEW),
    Entry("Ledger", "kernel:ledger", KernelPermission.LEDGER_VIEW),
    Entry("Desk", "home:trust", Barring.CHECK_VIEW),
    Entry("Checks", "barring:checks", Barring.CHECK_VIEW),
    Entry("Batches", "barring:batches", Barring.CHECK_VIEW),
    Entry("Watches", "barring:watches", Barring.WATCH_VIEW),
    Entry("API clients", "kernel:api_clients", KernelPermission.API_CLIENT_CHANGE),
    Entry("Webhooks", "kernel:endpoints", KernelPermission.WEBHOOK_VIEW),
    Entry("Users", "kernel:trust_users", KernelPermission.TRUST_USER_CHANGE),
    Entry("Your entry", "home:me", KernelPermission.OWN_ENTRY_VIEW),
    Entry("Your cases", "conduct:own_cases", Conduct.OWN_CASE_VIEW),
    Entry("Complain", "conduct:own_complaints", Conduct.OWN_COMPLAINT),
    Entry("Fairness", "conduct:own_equality", Conduct.OWN_EQUALITY),
    Entry("Asked to act", "conduct:representing", Conduct.REPRESENTING),
    Entry("Who checked you", "barring:own_checks", Barring.OWN_CHECK_VIEW),
)
VISITORS = (
    ("Search the register", "/register/"),
    ("Published decisions", "/barred/"),
    ("Hearings", "/hearings/"),
    ("Raise a concern", "/concerns/new/"),
    ("Consultations", "/consultations/"),
    ("Sign in", "/sign-in/"),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """`navigation` for the layouts: what whoever asks may open, the entry nearest to the present page marked."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        offered = list(VISITORS)
    elif not sign_ins.is_whole(request):
        offered = []
    else:
        offered = [(entry.text, reverse(entry.route)) for entry in ENTRIES if can(user, entry.permission)]
    nearest = max((href for _, href in offered if request.path.startswith(href)), key=len, default="")
    return {"navigation": [{"text": text, "href": href, "current": href == nearest} for text, href in offered]}
