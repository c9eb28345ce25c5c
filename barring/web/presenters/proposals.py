"""The pages on which a bar is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from barring.queries.bars import address_of
from kernel.clocks import format_date
from register.queries import PersonFound

Row = dict[str, Any]


def people(found: Iterable[PersonFound]) -> list[list[Any]]:
    """Rows of the people found."""
    return [
        [
            {"text": person.name, "href": _propose(person), "data_test": "choose-person"},
            person.number or "Not registered",
            format_date(person.date_of_birth),
        ]
        for person in found
    ]


def person_rows(person: Any) -> list[Row]:
    """Whom the proposal is about."""
    return [
        {"key": "Name", "value": person.person_name},
        {"key": "Registration number", "value": person.registration_number or "Not registered"},
        {
            "key": "Date of birth",
            "value": format_date(person.date_of_birth) if person.date_of_birth else "Not recorded",
        },
        {"key": "Own account", "value": address_of(person) or "None: the notice goes by post or by hand"},
    ]


def _propose(person: Any) -> str:
    return reverse("barring:bar_propose", args=[person.key])
