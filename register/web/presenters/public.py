"""Entries as the public reads them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from kernel.clocks import format_date, today
from register.queries import PublicEntry
from register.web.presenters.words import begins, ends, order_facts, status_cell


def entry_rows(entries: Iterable[PublicEntry]) -> list[list[Any]]:
    """One row an entry: name and number, post, status with the orders in force."""
    return [
        [
            {"text": entry.name, "href": reverse("register:entry", args=[entry.number]), "sub": entry.number},
            {
                "text": entry.posts[0].title if entry.posts else "None recorded",
                "sub": entry.posts[0].organisation_name if entry.posts else "",
            },
            status_cell(entry.status) | {"sub": _orders(entry)},
        ]
        for entry in entries
    ]


def _orders(entry: PublicEntry) -> str:
    return ", ".join(dict.fromkeys(listed.order.kind.words for listed in entry.orders if listed.is_effective))


def entry_page(entry: PublicEntry) -> dict[str, Any]:
    """The values of one entry's page."""
    facts = [
        {"key": "Registration number", "value": entry.number, "data_test": "number"},
        {"key": "Status", "value": status_cell(entry.status)},
    ]
    if entry.since:
        facts.append({"key": "Since", "value": format_date(today(entry.since))})
    if entry.grade:
        facts.append({"key": "Grade", "value": entry.grade.words, "data_test": "grade"})
    return {
        "entry": entry,
        "facts": facts,
        "orders": [{"heading": one.order.kind.words, "facts": order_facts(one)} for one in entry.orders],
        "warnings": [
            {
                "text": one.text,
                "facts": [
                    ("From", begins(one.begins)),
                    ("Until", ends(one.ends) or "No end date"),
                    ("Case", {"text": one.source, "href": one.decision_path} if one.decision_path else one.source),
                ],
            }
            for one in entry.annotations
        ],
        "posts": [
            [
                post.title,
                {"text": post.organisation_name, "sub": post.organisation_code},
                post.tier.words,
                format_date(today(post.since)),
            ]
            for post in entry.posts
        ],
    }
