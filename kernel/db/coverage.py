"""Which rows the ledger covers, with the columns and the format that each of their tables must have.

Every history table and every table that is only added to is covered: found from the models, so that none can be
forgotten. Three columns stand outside the models, for the ORM would send them and nobody may choose them: the era
and transaction that wrote the row, and the salt of the commitment to its personal columns.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.backends.utils import CursorWrapper, truncate_name

from kernel.db.triggers import columns_of_tables, pairs, quote

if TYPE_CHECKING:
    from django.db.models import Model

ERA, XID, SALT = "ledger_era", "ledger_xid", "ledger_salt"
REASON = "history_change_reason"  # typed by whoever made the change, so it may say anything of anybody
FORMATS, ERAS = "kernel_ledgerformat", "kernel_ledgerera"


@dataclasses.dataclass(frozen=True)
class Covered:
    """A covered table: the column that names a row, those that a leaf holds in clear, those it commits to."""

    table: str
    key: str
    open: tuple[str, ...]
    personal: tuple[str, ...]


def covered() -> Iterator[Covered]:
    """Every covered table. The classes are those of the code; a migration's models have lost theirs."""
    from kernel.models.record import AppendOnly  # this module is loaded before the models

    for model, twin in pairs(apps):
        yield _covered(twin, personal={*getattr(model, "personal", ()), REASON})
    for model in apps.get_models():
        if issubclass(model, AppendOnly) and not model._meta.proxy and not model.outside_ledger:
            yield _covered(model, personal=set(model.personal), left_out=set(model.may_change))


def _covered(model: type[Model], *, personal: set[str], left_out: set[str] = frozenset()) -> Covered:  # type: ignore[assignment]
    key = model._meta.pk
    assert key is not None
    fields = [field for field in model._meta.concrete_fields if field is not key and field.name not in left_out]
    return Covered(
        table=model._meta.db_table,
        key=str(key.column),
        open=(*sorted(str(field.column) for field in fields if field.name not in personal), ERA, XID),
        personal=tuple(sorted(str(field.column) for field in fields if field.name in personal)),
    )


def difference(cursor: CursorWrapper) -> Iterator[tuple[str, list[str]]]:
    """What is wrong with columns, indexes and formats, in words, and the statements that put it right."""
    columns = columns_of_tables(cursor)
    if ERAS not in columns:
        return
    cursor.execute(f"SELECT max(number) FROM {ERAS}")  # noqa: S608
    (era,) = cursor.fetchone()
    tables = [
        each for each in covered() if {each.key, *each.open, *each.personal} - {ERA, XID} <= columns_of(columns, each)
    ]
    yield from _columns(cursor, tables, era)
    yield from _formats(cursor, tables)


def columns_of(columns: dict[str, list[str]], each: Covered) -> set[str]:
    return set(columns.get(each.table, ()))


def _columns(cursor: CursorWrapper, tables: list[Covered], era: int) -> Iterator[tuple[str, list[str]]]:
    must = {
        ERA: ("smallint", True, str(era)),
        XID: ("xid8", True, "pg_current_xact_id()"),
        SALT: ("uuid", False, "gen_random_uuid()"),
    }
    cursor.execute(
        """SELECT c.relname, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = ANY(%s)""",
        [list(must)],
    )
    standing = {(table, name): (kind, fixed, default) for table, name, kind, fixed, default in cursor.fetchall()}
    cursor.execute(
        """SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid
        WHERE relnamespace = 'public'::regnamespace AND indisvalid"""
    )
    indexes = {name for (name,) in cursor.fetchall()}
    for each in tables:
        table = f"public.{quote(each.table)}"
        for name, (kind, fixed, default) in must.items():
            held = standing.get((each.table, name))
            if held is None:
                bound = " NOT NULL" if fixed else ""
                yield f"{each.table} lacks {name}", [f"ALTER TABLE {table} ADD {name} {kind}{bound} DEFAULT {default}"]
            elif (held[0], held[1], _plain(held[2])) != (kind, fixed, default):
                bound = "SET NOT NULL" if fixed else "DROP NOT NULL"
                alter = f"ALTER TABLE {table} ALTER {name} SET DEFAULT {default}, ALTER {name} {bound}"
                yield f"{name} of {each.table} differs", [alter]
        index = truncate_name(f"ledger_{each.table}", 63)
        if index not in indexes:
            yield f"index {index} is missing", [f"CREATE INDEX {quote(index)} ON {table} ({ERA}, {XID})"]


def _plain(default: str | None) -> str:
    """A default without the quotes and cast that PostgreSQL puts round a small number."""
    return re.sub(r"^'?(-?\d+)'?(::smallint)?$", r"\1", default or "")


def _formats(cursor: CursorWrapper, tables: list[Covered]) -> Iterator[tuple[str, list[str]]]:
    """A table that is new gets a number, and a list of columns that has changed gets the next version."""
    cursor.execute(f'SELECT covered, version, "table", key, open, committed FROM {FORMATS} ORDER BY version')  # noqa: S608
    newest = {row[2]: row for row in cursor.fetchall()}
    number = max((row[0] for row in newest.values()), default=0)
    for each in tables:
        held = newest.get(each.table)
        if held and (held[3], tuple(held[4]), tuple(held[5])) == (each.key, each.open, each.personal):
            continue
        number += held is None
        place, version = (held[0], held[1] + 1) if held else (number, 1)
        lists = ", ".join(
            "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]::text[]" for names in (each.open, each.personal)
        )
        yield (
            f"the ledger has no format for the columns of {each.table}",
            [
                f'INSERT INTO {FORMATS} (covered, version, "table", key, open, committed) '  # noqa: S608
                f"VALUES ({place}, {version}, '{each.table}', '{each.key}', {lists})"
            ],
        )
