"""People of the register, made by the actions that make them in life."""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from kernel.models import Organisation
from kernel.queries import system_user
from register import actions
from register.models import Person, Post, Restriction
from register.rules import Grade, Kind, Tier

LETTERS = "abcdefghijklmnopqrstuvwxyz"
places = count(1)


def person(**named: Any) -> Person:
    """Somebody without a registration, by default of a family name that nobody else has."""
    place = next(places)
    family = "Fa" + "".join(LETTERS[place // 26**power % 26] for power in range(4))
    given: dict[str, Any] = {"family_name": family, "given_names": "Ama Serwaa", "date_of_birth": date(1974, 3, 9)}
    return actions.add_person(**{**given, "by": system_user(), "at": timezone.now(), **named})


def registered_person(*, registered_on: date = date(2026, 1, 5), grade: Grade = Grade.FULL, **named: Any) -> Person:
    """Somebody with a registration in force."""
    new = person(**named)
    actions.register_person(person=new, grade=grade, registered_on=registered_on, by=system_user(), at=timezone.now())
    return Person.objects.get(pk=new.pk)


def post_of(holder: Person, organisation: Organisation, **named: Any) -> Post:
    """A post without an end, by default on the board."""
    given: dict[str, Any] = {
        "title": "Chief executive",
        "tier": Tier.BOARD_DIRECTOR,
        "started_on": date(2025, 4, 1),
        "by": system_user(),
        "at": timezone.now(),
    }
    return actions.add_post(person=holder, organisation=organisation, **{**given, **named})


def restricted(of: Person, *, at: datetime, kind: Kind = Kind.BAR, **named: Any) -> Restriction:
    """An order against every post, decided, served, published and in force from `at`."""
    given: dict[str, Any] = {
        "tiers": list(Tier),
        "organisation_classes": ["all"],
        "begins_at": at,
        "ends_at": None,
        "source": "BAR-2026-0001",
        "decided_at": at,
        "served_at": at,
        "published_at": at,
        "by": system_user(),
    }
    return actions.impose_restriction(person=of, kind=kind, at=at, **{**given, **named})
