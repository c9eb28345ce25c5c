"""Registers of invented people of any size, filled by COPY; the triggers make what people are found by."""

import csv
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from io import StringIO
from itertools import islice

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from kernel.history import ALL, acting, sync
from kernel.queries import system_user_id
from register.actions import renew_matcher
from register.rules.names import normalise, words
from tests import database
from tests.bench.people import Person, people

FIRST_KEY = 10_000_000
"""The key of the first invented person; the others follow."""
BATCH = 50_000
MILLION = 1_000_000
SMALL = 10_000
"""How many people are on the register that larger ones are compared with."""
TABLES = {
    "register_person": "id, key, registration_number, imported_digest",
    "register_name": "person_id, during, kind, family_name, given_names, family_key, given_key, search_text",
    "register_birthdate": "person_id, during, date_of_birth",
    "register_registration": "person_id, during, status, grade",
}
normal = cache(normalise)
parts = cache(words)


class Register:
    """The register of this run, which only grows. The people of a smaller one are the first of a larger one."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._more = people()

    def grow(self, *, to: int) -> None:
        """Enter people until there are so many, and make a matcher for them. Of the small register a copy is kept."""
        if not self.people:
            self._enter(to=SMALL)
            copy_database()
        if len(self.people) < to:
            self._enter(to=to)

    def _enter(self, *, to: int) -> None:
        new = list(islice(self._more, to - len(self.people)))
        self.people += new
        gc.freeze()  # or each collection between two times would go through a million of them
        with acting(user=system_user_id(), tenant=ALL), database.as_owner() as cursor, _unguarded(cursor):
            for start in range(0, len(new), BATCH):
                for table, lines in _rows(new[start : start + BATCH]).items():
                    _copy(cursor, table, lines)
        with acting(user=system_user_id(), tenant=ALL):
            renew_matcher(at=timezone.now())
        with database.as_owner() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def copy_database() -> None:
    """Keep the database as it is now under another name."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"CREATE DATABASE {name}_small TEMPLATE {name}")


@contextmanager
def small_register() -> Iterator[None]:
    """Inside, the register is the small one."""
    large = connections["default"]
    small = type(large)(deepcopy(large.settings_dict), alias="default")
    small.settings_dict["NAME"] += "_small"
    connections["default"] = small
    try:
        yield
    finally:
        connections["default"] = large
        small.close()


def key_of(person: Person) -> int:
    """The primary key of an invented person."""
    return FIRST_KEY + person.place


def _rows(some: list[Person]) -> dict[str, Iterable[tuple[object, ...]]]:
    return {
        "register_person": ((key_of(one), f"00000000-0000-4000-8000-{one.place:012d}", one.number, "") for one in some),
        "register_name": (row for one in some for row in _names(one)),
        "register_birthdate": ((key_of(one), "(,)", one.born) for one in some),
        "register_registration": ((key_of(one), "[2026-01-05 00:00Z,)", "registered", "full") for one in some),
    }


def _names(one: Person) -> Iterator[tuple[object, ...]]:
    for kind, family in (("legal", one.family), ("previous", one.previous)):
        if family:
            given = " ".join(one.given)
            searched = " ".join((*(part for name in one.given for part in parts(name)), *parts(family)))
            given_key = "".join(normal(name) for name in one.given)
            yield key_of(one), "(,)", kind, family, given, normal(family), given_key, f" {searched} "


def _copy(cursor: CursorWrapper, table: str, lines: Iterable[tuple[object, ...]]) -> None:
    text = StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(lines)
    text.seek(0)
    cursor.copy_expert(f"COPY {table} ({TABLES[table]}) FROM STDIN WITH (FORMAT csv)", text)


@contextmanager
def _unguarded(cursor: CursorWrapper) -> Iterator[None]:
    """Without history, and with the slow indexes and constraints made once at the end."""
    tables = [*TABLES, "register_matchkey", "register_nameword"]
    cursor.execute(
        """SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
            format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = ANY (%s::text[]::regclass[]) AND contype IN ('f', 'x')
        UNION ALL SELECT format('DROP INDEX %%I', relname), pg_get_indexdef(indexrelid)
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = ANY (%s::text[]::regclass[])
            AND NOT indisunique AND NOT indisexclusion AND pg_get_indexdef(indexrelid) NOT LIKE '%%(person_id)'""",
        [tables, tables],
    )
    changes = cursor.fetchall()
    for drop, _make in changes:
        cursor.execute(drop)
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER history_insert")
    yield
    for _drop, make in changes:
        cursor.execute(make)
    sync()
