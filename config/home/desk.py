"""A trust's desk: what needs somebody there, and the ways to everything else, by what the user may do."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from barring.permissions import Permission as Barring
from barring.queries.checks import open_reviews_of
from barring.queries.corrections import corrected_since
from barring.queries.watch_desk import ending_of
from conduct.permissions import Permission as Conduct
from kernel.models import User
from kernel.permissions import KernelPermission, can
from kernel.webhooks.queries import counted_endpoints_of

LATELY = timedelta(days=30)
"""For how long the desk points out that an answer would be different now."""
CARDS = (
    (Barring.CHECK_VIEW, "Checks", "barring:checks", "Ask about a person, and read past answers"),
    (Barring.CHECK_VIEW, "Batches", "barring:batches", "Check everybody in a file, and read all the answers"),
    (Barring.WATCH_VIEW, "Watches", "barring:watches", "Be told when the standing of somebody in post changes"),
    (KernelPermission.API_CLIENT_CHANGE, "API clients", "kernel:api_clients", "Programs that ask in your name"),
    (KernelPermission.WEBHOOK_VIEW, "Webhooks", "kernel:endpoints", "Where your programs are told of events"),
    (Conduct.EMPLOYER_NOTICE_READ, "Notices", "conduct:told_list", "What the regulator tells you in confidence"),
    (Barring.CHECK_VIEW, "Usage", "barring:usage", "How much you ask, by day and by program"),
    (Barring.CHECK_VIEW, "What you are told", "barring:disclosed", "Which facts you get, and what allows it"),
    (KernelPermission.TRUST_USER_CHANGE, "Users", "kernel:trust_users", "Who may use this desk"),
)


def desk(user: User, *, at: datetime) -> dict[str, Any]:
    """The values of the page."""
    return {
        "cards": [
            {"heading": heading, "href": reverse(route), "text": text}
            for permission, heading, route, text in CARDS
            if can(user, permission)
        ],
        "rows": _waiting(user.organisation_id, at=at) if user.organisation_id else [],
        "may_ask": can(user, Barring.CHECK_ASK),
    }


def _waiting(organisation_id: int, *, at: datetime) -> list[list[Any]]:
    open_reviews = open_reviews_of(organisation_id=organisation_id)
    endpoints = counted_endpoints_of(organisation_id=organisation_id)
    failing = sum(1 for one in endpoints if one.given_up or one.stopped_because == "gone")
    due = reverse("barring:watches") + "?state=ending"
    ending = ending_of(organisation_id=organisation_id, at=at)
    reviews = reverse("barring:checks") + "?outcome=needs_review"
    corrected = reverse("barring:checks") + "?outcome=corrected"
    lately = corrected_since(organisation_id=organisation_id, since=at - LATELY)
    found = [
        (ending, "watch ends within 30 days", "watches end within 30 days", "Renew", due),
        (open_reviews, "possible match with us", "possible matches with us", "See which", reviews),
        (lately, "answer that would be different now", "answers that would be different now", "See which", corrected),
        (failing, "endpoint that failed", "endpoints that failed", "See which", reverse("kernel:endpoints")),
    ]
    return [
        [f"{count:,} {one if count == 1 else many}", {"text": act, "href": href, "hidden": many}]
        for count, one, many, act, href in found
        if count
    ]
