"""A manager's own page: their entry, what it means, and what concerns them in conduct and barring."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from barring.queries.bars import own_bars
from conduct.queries import notices_about, own_cases, own_interim_orders
from kernel.clocks import format_date, today
from kernel.history import ALL, acting
from kernel.models import User
from kernel.permissions import Role
from register.queries import OwnEntry, entry_of
from register.web.presenters import words


def my_page(user: User, *, at: datetime) -> dict[str, Any]:
    """The values of the page. `entry` is None for an account that is not linked to a person."""
    entry = entry_of(user, at=at)
    return {
        "represents": entry is None and Role.REPRESENTATIVE in user.roles,
        "entry": entry,
        "facts": _facts(entry) if entry else [],
        "posts": [[p.title, p.organisation_name, p.tier.words, format_date(today(p.since))] for p in entry.posts]
        if entry
        else [],
        "orders": _orders(entry) if entry else [],
        "matters": _matters(user, at=at),
    }


def _facts(entry: OwnEntry) -> list[dict[str, Any]]:
    now = entry.standing.registration
    grade = f", {now.grade.words.lower()}" if now.grade else ""
    since = f" since {format_date(today(now.since))}" if now.since else ""
    return [
        {"key": "Name", "value": entry.name},
        {"key": "Date of birth", "value": format_date(entry.date_of_birth)},
        {"key": "Registration number", "value": entry.number or "None", "data_test": "own-number"},
        {"key": "Registration", "value": f"{now.status.words}{grade}{since}"},
        {"key": "Standing", "value": entry.standing.outcome.words, "data_test": "own-standing"},
    ]


def _orders(entry: OwnEntry) -> list[list[str]]:
    return [
        [
            listed.order.kind.words,
            words.begins(listed.order.begins),
            words.ends(listed.order.ends) or "No end date",
            words.state(listed),
        ]
        for listed in entry.standing.orders
    ]


def _matters(user: User, *, at: datetime) -> list[dict[str, str]]:
    """Cases and bars that the manager has had notice of. A bar is called one once the decision is served."""
    cases = [
        {"text": f"Case {case.reference}", "href": reverse("conduct:own_case", args=[case.reference])}
        for case in own_cases(user=user)
    ]
    mine = own_interim_orders(user=user, at=at)
    references = sorted({order.case.reference for order in mine})
    interim = [
        {"text": f"Interim orders in case {reference}", "href": reverse("conduct:own_interim_orders", args=[reference])}
        for reference in references
    ]
    bars = [
        {
            "text": f"{'Bar' if bar.served_decision(at=at) else 'Proposed bar'} {bar.reference}",
            "href": reverse("barring:own_bar", args=[bar.reference]),
        }
        for bar in own_bars(user=user, at=at)
    ]
    told = [{"text": "What we told your employers", "href": reverse("conduct:own_notices")}]
    with acting(tenant=ALL):  # organisations' own rows, of which these are about the manager
        was_told = notices_about(user=user).exists()
    return cases + interim + bars + (told if was_told else [])
