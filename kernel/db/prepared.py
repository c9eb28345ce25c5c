"""Statements that PostgreSQL reads and plans once for each connection, in place of once for each request."""

from __future__ import annotations

import dataclasses
import hashlib
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db import connection

if TYPE_CHECKING:
    from django.db.models import Model

    from kernel.db.base import DatabaseWrapper
    from kernel.models import AppendOnly


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A statement with its values as $1, $2 and so on, and their types."""

    sql: str
    types: tuple[str, ...]

    @cached_property
    def name(self) -> str:
        """What it is called on every connection."""
        return f"p_{hashlib.sha256(self.sql.encode()).hexdigest()[:16]}"

    @cached_property
    def call(self) -> str:
        return f"EXECUTE {self.name} ({', '.join('%s' for _ in self.types)})"

    def rows(self, *values: Any) -> list[Any]:
        """Run it; the rows that it gives."""
        with connection.cursor() as cursor:
            cast("DatabaseWrapper", connection).prepare(self)
            cursor.execute(self.call, values)
            rows: list[Any] = cursor.fetchall()
            return rows


def insert(row: AppendOnly) -> None:
    """Store a new row of a table that is only added to: as `save` does, with the statement written once."""
    statement, fields = _insertion(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    [(row.pk,)] = statement.rows(*values)
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[Model]) -> tuple[Prepared, tuple[Any, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    key = model._meta.pk
    assert key is not None
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(f"${place}" for place in range(1, len(fields) + 1))
    sql = f'INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places}) RETURNING "{key.column}"'  # noqa: S608
    return Prepared(sql, tuple(str(field.db_type(connection)) for field in fields)), fields
