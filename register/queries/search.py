"""Finding people by what is typed: part of a name, a misspelt one, a number, a date of birth."""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from register.models import BirthDate, Misspellings, Name, Post, Registration
from register.rules.names import likely_same, misspellings, normalise, words
from register.rules.numbers import InvalidNumber, parse

EXACT, BEGINNING, MISSPELT = 0, 1, 2
SHORTEST_MISSPELT = 3
MOST_LIKE = 10


def names_like(text: str) -> QuerySet[Any]:
    """Current names in which every typed word stands: whole, as a beginning, or with one slip (`rank`, best first)."""
    typed = words(text)
    names: QuerySet[Any] = Name.objects.current().alias(spellings=Misspellings("search_text"))
    if not typed:
        return _all_names().none()
    for word in typed:
        near = Q(search_text__contains=f" {word}")
        if len(word) >= SHORTEST_MISSPELT:
            near |= Q(spellings__overlap=sorted(misspellings(word)))
        names = names.filter(near | Q(family_key=normalise(text)))
    whole = reduce(and_, (Q(search_text__contains=f" {word} ") for word in typed))
    beginning = reduce(and_, (Q(search_text__contains=f" {word}") for word in typed))
    rank = Case(
        When(whole, then=Value(EXACT)),
        When(beginning, then=Value(BEGINNING)),
        default=Value(MISSPELT),
        output_field=IntegerField(),
    )
    ranked: QuerySet[Any] = names.annotate(rank=rank)
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
        like = names_like(text).filter(person=OuterRef("person")).order_by("rank").values("rank")[:1]
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
    spellings = set().union(*(misspellings(word) for name in (family_name, given_names, *also) for word in words(name)))
    names = Name.objects.current().alias(spellings=Misspellings("search_text"))
    born = BirthDate.objects.current().filter(person=OuterRef("person"), date_of_birth=date_of_birth)
    same_name = Q(family_key__in=families, given_key=normalise(given_names))
    close = names.filter(Q(Exists(born)) & Q(spellings__overlap=sorted(spellings)) | same_name)
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


def public_names(*, name: str = "", number: str = "", organisation: str = "", at: datetime) -> QuerySet[Any]:
    """The present legal names of people with an entry, for the public: best first, then by name.

    `number` is in its written form, `organisation` a code. Former names and aliases are not searched: the public
    register must not tell what somebody was called before.
    """
    names: QuerySet[Any] = names_like(name) if name else _all_names()
    names = names.filter(kind="legal", during__contains=at, person__registration_number__isnull=False)
    # Whose only registration was a mistake keeps the number it gave them, and has no entry.
    names = names.filter(Exists(Registration.objects.current().filter(person=OuterRef("person"))))
    if number:
        names = names.filter(person__registration_number=number)
    if organisation:
        posts = Post.objects.current().at(at).filter(organisation__code=organisation)
        names = names.filter(Exists(posts.filter(person=OuterRef("person"))))
    return names.select_related("person").order_by("rank", "family_key", "given_key", "pk")


def _all_names() -> QuerySet[Any]:
    names: QuerySet[Any] = Name.objects.current()
    ranked: QuerySet[Any] = names.annotate(rank=Value(EXACT, output_field=IntegerField()))
    return ranked


def after(names: QuerySet[Any], *, number: str) -> QuerySet[Any] | None:
    """Those that come after somebody in the order of `public_names`, or None if that number is not among them."""
    last = names.filter(person__registration_number=number).first()
    if last is None:
        return None
    later, same = Q(), Q()
    for column in ("rank", "family_key", "given_key", "pk"):
        value = getattr(last, column)
        later |= same & Q(**{f"{column}__gt": value})
        same &= Q(**{column: value})
    return names.filter(later)
