"""Finding entries as the public does: by part of a name, a misspelt one, a number, an organisation."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, overload

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from register.models import Name, Post, Registration
from register.queries.nearest import FoundName, likeliest, others
from register.queries.search import EXACT, names_like
from register.rules.names import normalise, words

ORDER = ("place", "family_key", "given_key", "pk")
COLUMNS = ("pk", "person_id", "person__registration_number", "family_name", "given_names")
MOST_AT_ONCE = 100
"""So many are found without the others; more are sorted with all of them."""


class PublicNames(Sequence[FoundName]):
    """Names in their order, of which a part is taken as of a list.

    The first of a search by name alone are found without the others: nobody waits until thousands are sorted.
    """

    def __init__(self, *, name: str, number: str, organisation: str, at: datetime) -> None:
        self._name, self._number, self._organisation, self._at = name, number, organisation, at

    def __len__(self) -> int:
        return self._all.count()

    def __iter__(self) -> Iterator[FoundName]:
        return _found(self._all.order_by(*self._order))

    @overload
    def __getitem__(self, part: int, /) -> FoundName: ...
    @overload
    def __getitem__(self, part: slice, /) -> list[FoundName]: ...
    def __getitem__(self, part: int | slice, /) -> FoundName | list[FoundName]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        if part.start or part.stop > MOST_AT_ONCE or self._number or self._organisation:
            return list(_found(self._all.order_by(*self._order)[part]))
        first = self._first[part]
        typed, missing = words(self._name), part.stop - len(first)
        if missing and self._name:
            return first + others(typed=typed, at=self._at, but=self._first, limit=missing)
        return first if self._name else list(_found(self._all.order_by(*self._order)[part]))

    def after(self, *, number: str, limit: int) -> list[FoundName] | None:
        """Those that come after somebody, or None if that number is not among them."""
        last = self._all.filter(person__registration_number=number).first()
        if last is None:
            return None
        later, same = Q(), Q()
        for column in self._order:
            value = getattr(last, column)
            later |= same & Q(**{f"{column}__gt": value})
            same &= Q(**{column: value})
        return list(_found(self._all.filter(later).order_by(*self._order)[:limit]))

    @property
    def _order(self) -> tuple[str, ...]:
        return ORDER if self._name else ORDER[1:]

    @cached_property
    def _first(self) -> list[FoundName]:
        typed = normalise(self._name)
        return likeliest(typed=typed, at=self._at) if typed else []

    @cached_property
    def _all(self) -> QuerySet[Any]:
        """All of them, by their `place`: those found first, then as well as what was typed fits."""
        names: QuerySet[Any] = (
            names_like(self._name) if self._name else Name.objects.current().annotate(rank=Value(EXACT))
        )
        names = names.filter(kind="legal", during__contains=self._at, person__registration_number__isnull=False)
        # Whose only registration was a mistake keeps the number it gave them, and has no entry.
        names = names.filter(Exists(Registration.objects.current().filter(person=OuterRef("person"))))
        if self._number:
            names = names.filter(person__registration_number=self._number)
        if self._organisation:
            posts = Post.objects.current().at(self._at).filter(organisation__code=self._organisation)
            names = names.filter(Exists(posts.filter(person=OuterRef("person"))))
        first = [When(pk=one.pk, then=Value(place - len(self._first))) for place, one in enumerate(self._first)]
        placed: QuerySet[Any] = names.annotate(place=Case(*first, default=F("rank"), output_field=IntegerField()))
        return placed


def public_names(*, name: str = "", number: str = "", organisation: str = "", at: datetime) -> PublicNames:
    """The present legal names of people with an entry, for the public: best first, then by name.

    `number` is in its written form, `organisation` a code. Former names and aliases are not searched: the public
    register must not tell what somebody was called before.
    """
    return PublicNames(name=name, number=number, organisation=organisation, at=at)


def _found(names: QuerySet[Any]) -> Iterator[FoundName]:
    return (FoundName(*row) for row in names.values_list(*COLUMNS))
