"""Finding people by what is typed: part of a name, a misspelt one, a number, a date of birth."""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL

from register.models import BirthDate, Name
from register.rules.names import likely_same, normalise, words
from register.rules.numbers import InvalidNumber, parse

EXACT, BEGINNING, MISSPELT = 0, 1, 2
LIKE = "SELECT name_id FROM register_names_like(%s::text[], %s)"
MOST_LIKE = 10


def names_like(text: str) -> QuerySet[Any]:
    """Current names in which every typed word stands: whole, as a beginning, or with one slip (`rank`, best first)."""
    return _ranked(text).filter(pk__in=RawSQL(LIKE, [words(text), normalise(text)]))  # noqa: S611 - ours


def _ranked(text: str) -> QuerySet[Any]:
    """All current names, by how well one fits what was typed, if it fits at all (`rank`)."""
    typed, whole = words(text), normalise(text)
    stands = reduce(and_, (Q(search_text__contains=f" {word} ") for word in typed), Q())
    begins = reduce(and_, (Q(search_text__contains=f" {word}") for word in typed), Q())
    rank = Case(
        When(stands | Q(family_key=whole), then=Value(EXACT)),
        When(begins | Q(family_key__startswith=whole), then=Value(BEGINNING)),
        default=Value(MISSPELT),
        output_field=IntegerField(),
    )
    ranked: QuerySet[Any] = Name.objects.current().annotate(rank=rank)
    return ranked


def find_people(*, text: str = "", date_of_birth: date | None = None, at: datetime) -> QuerySet[Any]:
    """For staff: the present legal names of people found by number or any name, and by date of birth; best first.

    Previous names and aliases are searched; names that were superseded are not. Without anything: everybody by name.
    """
    number = _number(text)
    found: QuerySet[Any] = Name.objects.current().filter(kind="legal", during__contains=at)
    if date_of_birth:
        born = BirthDate.objects.current().filter(person=OuterRef("person"), date_of_birth=date_of_birth)
        found = found.filter(Exists(born))
    if number:
        found = found.filter(person__registration_number=number)
    elif text.strip():
        like = _ranked(text).filter(person=OuterRef("person")).order_by("rank").values("rank")[:1]
        found = found.alias(rank=Subquery(like)).filter(person__in=names_like(text).values("person")).order_by("rank")
    order = [*found.query.order_by, "family_key", "given_key", "pk"]
    return found.select_related("person").order_by(*order)


def _number(text: str) -> str | None:
    try:
        return parse(text)
    except InvalidNumber:
        return None


def people_named(
    *, family_name: str, given_names: str, date_of_birth: date, also: Collection[str] = (), at: datetime
) -> QuerySet[Any]:
    """Legal names of people who may be the same one: a like name and date of birth, or the same name; at most ten.

    For a warning before somebody is entered twice. `also` are previous family names.
    """
    families = {normalise(name) for name in (family_name, *also)}
    born = BirthDate.objects.current().filter(person=OuterRef("person"), date_of_birth=date_of_birth)
    names = Name.objects.current()
    close = [*names.filter(Exists(born)), *names.filter(family_key__in=families, given_key=normalise(given_names))]
    alike = {row.person_id for row in close if any(_alike(row, family, given_names) for family in (family_name, *also))}
    legal: QuerySet[Any] = Name.objects.current().filter(kind="legal", during__contains=at, person__in=alike)
    return legal.select_related("person").order_by("family_key", "given_key", "pk")[:MOST_LIKE]


def _alike(row: Name, family_name: str, given_names: str) -> bool:
    return likely_same(
        family_name=family_name,
        given_names=given_names,
        other_family_name=row.family_name,
        other_given_names=row.given_names,
    )
