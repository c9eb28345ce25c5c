"""The people that cases are about: their names, and finding whom to open one on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from conduct.models import Case
from conduct.workflow import FINISHED
from kernel.models import OrganisationClass
from register.models import BirthDate, Name, Person
from register.rules import ALL_CLASSES
from register.rules.names import words
from register.rules.numbers import InvalidNumber, parse

MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """Somebody on the register's books, registered or not, with what tells them from namesakes."""

    key: UUID
    name: str
    number: str | None
    born: date | None
    open_cases: tuple[str, ...]


def names_of(*, person_ids: Iterable[int], at: datetime) -> dict[int, str]:
    """Each person's legal name at an instant, in one query."""
    names = Name.objects.current().at(at).filter(kind="legal", person__in=list(person_ids))
    return {name.person_id: f"{name.given_names} {name.family_name}" for name in names}


def person_by_key(*, key: UUID) -> Person | None:
    """The person that a staff page's key names."""
    return Person.objects.filter(key=key).first()


def find_people(*, text: str, born: date | None, at: datetime) -> list[Found]:
    """People by registration number, or by the beginnings of the words of any of their names; by date of birth too.

    At most 20, by name.
    """
    people = Person.objects.filter(_by_number(text) or _by_name(text))
    if born:
        on_day = BirthDate.objects.current().filter(date_of_birth=born)
        people = people.filter(pk__in=on_day.values("person"))
    chosen = list(people.order_by("pk")[:MOST_FOUND])
    keys = [person.pk for person in chosen]
    names = names_of(person_ids=keys, at=at)
    births = dict(BirthDate.objects.current().filter(person__in=keys).values_list("person", "date_of_birth"))
    cases = Case.objects.filter(person__in=keys).exclude(status__in=FINISHED).values_list("person", "reference")
    found = [
        Found(
            key=person.key,
            name=names.get(person.pk, ""),
            number=person.registration_number,
            born=births.get(person.pk),
            open_cases=tuple(reference for owner, reference in cases if owner == person.pk),
        )
        for person in chosen
    ]
    return sorted(found, key=lambda each: each.name)


def _by_number(text: str) -> Q | None:
    try:
        return Q(registration_number=parse(text))
    except InvalidNumber:
        return None


def _by_name(text: str) -> Q:
    names = Name.objects.current()
    typed = words(text)
    for word in typed:
        names = names.filter(search_text__contains=f" {word}")
    return Q(pk__in=names.values("person")) if typed else Q(pk__in=[])


def organisation_classes() -> list[tuple[str, str]]:
    """The kinds of organisation that an outcome can cover, all of them first."""
    return [(ALL_CLASSES, "All kinds of organisation"), *OrganisationClass.choices]
