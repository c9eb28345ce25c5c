"""What the statement of a reading gives of one person, as the rules take it: columns of JSON, each read once."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from barring.rules.answers import Note
from barring.rules.matching import Candidate
from register.rules import Grade, Kind, RegistrationStatus
from register.rules.standing import Facts, Order, RegistrationSpan

NONE: frozenset[Any] = frozenset()
NO_FACTS = Facts()


def candidate_in(
    pk: int,
    number: str | None,
    weight: float | None,
    levels: str | None,
    names: str | None,
    births: str | None,
    digests: str | None,
) -> Candidate:
    """Somebody whom a question may mean. Of most nothing is told but the evidence."""
    if not (names or births or digests or levels):
        return Candidate(person_id=pk, number=number, weight=weight, family_keys=NONE, dates_of_birth=NONE)
    return Candidate(
        person_id=pk,
        number=number,
        weight=weight,
        levels=tuple(_json(levels) or ()),
        family_keys=frozenset(_json(names) or ()),
        dates_of_birth=frozenset(date.fromisoformat(day) for day in _json(births) or ()),
        national_insurance=frozenset(_json(digests) or ()),
    )


def facts_in(registrations: str | None, restrictions: str | None) -> Facts:
    """All that standing depends on."""
    if registrations is None and restrictions is None:
        return NO_FACTS
    return Facts(
        registrations=tuple(
            RegistrationSpan(
                status=RegistrationStatus(row["status"]),
                grade=Grade(row["grade"]),
                begins=instant_in(row["begins"]),
                ends=_maybe(row["ends"]),
            )
            for row in _json(registrations) or ()
        ),
        orders=tuple(_order(row) for row in _json(restrictions) or ()),
    )


def _order(row: Mapping[str, Any]) -> Order:
    return Order(
        kind=Kind(row["kind"]),
        tiers=frozenset(row["tiers"]),
        organisation_classes=frozenset(row["organisation_classes"]),
        begins=instant_in(row["begins"]),
        ends=_maybe(row["ends"]),
        served_at=instant_in(row["served_at"]),
        stayed_from=_maybe(row["stayed_from"]),
        stayed_until=_maybe(row["stayed_until"]),
        under_appeal_from=_maybe(row["under_appeal_from"]),
        under_appeal_until=_maybe(row["under_appeal_until"]),
        quashed_at=_maybe(row["quashed_at"]),
        source=row["source"],
        decision_path=row["decision_path"],
    )


def notes_in(annotations: str | None) -> tuple[Note, ...]:
    """The published notes."""
    return tuple(
        Note(
            kind=row["kind"],
            text=row["text"],
            source=row["source"],
            begins=max(instant_in(row["begins"]), instant_in(row["published_at"])),
            ends=_maybe(row["ends"]),
        )
        for row in _json(annotations) or ()
        if row["published_at"]
    )


def quashed_in(orders: str | None) -> dict[tuple[str, str, datetime | None], datetime]:
    """When each order was quashed, by kind, source and service: a source may decide again."""
    return {(kind, source, _maybe(served)): instant_in(at) for kind, source, served, at in _json(orders) or ()}


def _json(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


def instant_in(text: str) -> datetime:
    """An instant as PostgreSQL writes it in JSON."""
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return instant_in(text) if text else None
