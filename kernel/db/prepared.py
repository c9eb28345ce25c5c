"""Statements that PostgreSQL reads and plans once for each connection, in place of once for each request."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models

if TYPE_CHECKING:
    from kernel.db.base import DatabaseWrapper
    from kernel.models import AppendOnly


PLANNED_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan; "


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A statement with its values as $1, $2 and so on, and their types."""

    sql: str
    types: tuple[str, ...]
    planned_once: bool = False
    """Whether to run it by one plan for all values. A long one PostgreSQL would plan anew each time, for longer than it
    takes to run."""

    @cached_property
    def name(self) -> str:
        """What it is called on every connection."""
        return f"p_{hashlib.sha256(self.sql.encode()).hexdigest()[:16]}"

    @cached_property
    def call(self) -> str:
        """What runs it, with places for the values."""
        once = PLANNED_ONCE if self.planned_once else ""
        return f"{once}EXECUTE {self.name} ({', '.join('%s' for _ in self.types)})"

    def rows(self, *values: Any) -> list[Any]:
        """Run it; the rows that it gives."""
        with connection.cursor() as cursor:
            cast("DatabaseWrapper", connection).prepare(self)
            cursor.execute(self.call, values)
            rows: list[Any] = cursor.fetchall()
            return rows


@dataclasses.dataclass(frozen=True)
class First:
    """What a statement does before it stores a row, as the parts of a WITH: the row is stored where `source` has one.

    Its values stand in `sql` as {0}, {1} and so on.
    """

    sql: str
    source: str
    types: tuple[str, ...]


def insert(row: AppendOnly) -> None:
    """Store a new row of a table that is only added to: as `save` does, with the statement written once."""
    _insert(row, None, ())


def insert_after(row: AppendOnly, first: First, *values: Any) -> bool:
    """Do something first, and store a new row if that gave one, by one statement; whether the row is stored."""
    return _insert(row, first, values)


def _insert(row: AppendOnly, first: First | None, more: tuple[Any, ...]) -> bool:
    statement, columns = _insertion(type(row), first)
    values = row.__dict__
    given = [sent(values[name]) if sent else values[name] for name, sent in columns]
    stored = statement.rows(*given, *more)
    if stored:
        [(row.pk,)] = stored
        row._state.adding, row._state.db = False, connection.alias
    return bool(stored)


Sent = Callable[[Any], Any]
PLAIN = (models.TextField, models.BooleanField, models.IntegerField, models.DateTimeField, models.ForeignKey)
"""Fields whose values the driver takes as they are."""


@cache
def _insertion(model: type[models.Model], first: First | None) -> tuple[Prepared, tuple[tuple[str, Sent | None], ...]]:
    """The statement, and of each column the name and how its value is sent; as it is, for None."""
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    key = model._meta.pk
    assert key is not None
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(f"${place}" for place in range(1, len(fields) + 1))
    types = tuple(str(field.db_type(connection)) for field in fields)
    before, source = "", ""
    if first is not None:
        more = [f"${place}" for place in range(len(fields) + 1, len(fields) + len(first.types) + 1)]
        before, source, types = f"WITH {first.sql.format(*more)} ", f" FROM {first.source}", types + first.types
    table = model._meta.db_table
    sql = f'{before}INSERT INTO {table} ({columns}) SELECT {places}{source} RETURNING "{key.column}"'
    statement = Prepared(sql, types)
    return statement, tuple((field.attname, _sent(field)) for field in fields)


def _sent(field: Any) -> Sent | None:
    """How a field's value is sent; None: as it is."""
    if issubclass(type(field), PLAIN) and type(field).__module__.startswith("django."):
        return None
    return partial(field.get_db_prep_save, connection=connection)
