"""The pages on which a bar is proposed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from barring.queries.bars import address_of, terms_decided
from kernel.clocks import format_date, today
from register.queries import PersonFound

Row = dict[str, Any]


def referrals(determinations: Iterable[Any]) -> list[list[Any]]:
    """Rows of the referrals that wait for a proposal."""
    return [
        [
            {"text": one.of_case.reference, "href": _propose(one.of_case.person)},
            one.person_name,
            one.of_case.person.registration_number or "Not registered",
            format_date(today(one.served_at)),
        ]
        for one in determinations
    ]


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


def determination_choices(determinations: Iterable[Any], person: Any) -> list[tuple[str, str]]:
    """The referrals of one person, for the select."""
    return [
        (str(one.pk), f"{one.of_case.reference}, served {format_date(today(one.served_at))}")
        for one in determinations
        if one.of_case.person_id == person.pk
    ]


def begin(choices: list[tuple[str, str]], determinations: Iterable[Any], *, today: date) -> Row:
    """With one referral, the proposal begins with it, and with the bar that its panel decided on."""
    if len(choices) != 1:
        return {}
    (found,) = (one for one in determinations if str(one.pk) == choices[0][0])
    decided = terms_decided(found, starts_on=today)
    return {
        "ground": "determination",
        "determination": choices[0][0],
        "tiers": list(decided.tiers),
        "organisation_classes": list(decided.organisation_classes),
        "reasons": decided.reasons,
        "starts_on": today,
        "lasting": "until" if decided.ends_on else "indefinite",
        "ends_on": decided.ends_on,
    }


def _propose(person: Any) -> str:
    return reverse("barring:bar_propose", args=[person.key])
