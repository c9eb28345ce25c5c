"""Many people at once, by COPY: through the ORM 100,000 take minutes. The triggers see every row all the same."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO

from django.db import connection

from kernel.clocks import start_of_day
from register.actions.emails import as_kept
from register.actions.persons import name_columns
from register.actions.registrations import free_numbers
from register.models import BirthDate, EmailAddress, Fact, Name, NameKind, Person, Post, Registration
from register.rules import Grade, RegistrationStatus
from register.rules.imports import ImportedPerson
from register.rules.names import title_key

Pair = tuple[int, ImportedPerson]

NAME = ("kind", "family_name", "given_names", "search_text", "family_key", "given_key")
COLUMNS: dict[type[Fact], tuple[str, ...]] = {
    Name: ("person_id", "during", *NAME),
    BirthDate: ("person_id", "during", "date_of_birth"),
    EmailAddress: ("person_id", "during", "address"),
    Registration: ("person_id", "during", "status", "grade"),
    Post: ("person_id", "during", "organisation_id", "title", "title_key", "tier"),
}


def store_people(*, new: list[ImportedPerson]) -> dict[str, str]:
    """Write new people with all their facts; by reference, the registration numbers given (or empty).

    Part of an import's transaction; the rows have passed `register.rules.imports`.
    """
    drawn = iter(free_numbers(count=sum(row.registered_on is not None for row in new)))
    numbers = [next(drawn) if row.registered_on else None for row in new]
    pairs = list(zip(_insert_persons(new, numbers), new, strict=True))
    _copy(Name, (line for pair in pairs for line in _names(pair)))
    _copy(BirthDate, ((pk, _period(None), row.date_of_birth) for pk, row in pairs))
    _copy(EmailAddress, ((pk, _period(None), as_kept(email=row.email)) for pk, row in pairs if row.email))
    _copy(Registration, (line for pair in pairs for line in _registrations(pair)))
    _copy(Post, (line for pair in pairs for line in _posts(pair)))
    return {row.reference: number or "" for row, number in zip(new, numbers, strict=True)}


def _insert_persons(new: list[ImportedPerson], numbers: list[str | None]) -> list[int]:
    """One statement for all, and their keys in the same order."""
    references = [row.reference for row in new]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Person._meta.db_table} (key, reference, imported_digest, registration_number)"  # noqa: S608
            " SELECT gen_random_uuid(), * FROM unnest(%s::text[], %s::text[], %s::text[])"
            " RETURNING reference, id",
            [references, [row.digest for row in new], numbers],
        )
        keys = dict(cursor.fetchall())
    return [keys[reference] for reference in references]


def _copy(model: type[Fact], lines: Iterable[tuple[object, ...]]) -> None:
    text = StringIO()
    csv.writer(text).writerows(lines)
    text.seek(0)
    columns = ", ".join(COLUMNS[model])
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({columns}) FROM STDIN WITH (FORMAT csv)", text)


def _period(begins: datetime | None) -> str:
    """A range without an end, as PostgreSQL writes it."""
    return f"[{begins.isoformat()},)" if begins else "(,)"


def _names(pair: Pair) -> Iterator[tuple[object, ...]]:
    pk, row = pair
    kinds = [(NameKind.LEGAL, row.family_name), *((NameKind.PREVIOUS, name) for name in row.previous_family_names)]
    for kind, family_name in kinds:
        columns = {"kind": kind.value, **name_columns(family_name=family_name, given_names=row.given_names)}
        yield pk, _period(None), *(columns[name] for name in NAME)


def _registrations(pair: Pair) -> Iterator[tuple[object, ...]]:
    pk, row = pair
    if row.registered_on:
        begins = start_of_day(row.registered_on)
        yield pk, _period(begins), RegistrationStatus.REGISTERED.value, Grade.FULL.value


def _posts(pair: Pair) -> Iterator[tuple[object, ...]]:
    pk, row = pair
    if post := row.post:
        key = title_key(post.title)
        yield pk, _period(start_of_day(post.started_on)), post.organisation, post.title, key, post.tier.value
