"""Live rows beside the newest row of their history: what a trigger would have kept, and did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.backends.utils import CursorWrapper

from kernel.db.triggers import pairs, quote

if TYPE_CHECKING:
    from django.db.models import Model


def differences(cursor: CursorWrapper) -> Iterator[tuple[int | None, str]]:
    """The position of each differing row's newest leaf (None if there is none), and what differs; ten a table."""
    for model, twin in pairs(apps):
        cursor.execute(_question(model, twin))
        yield from cursor.fetchall()


def _question(model: type[Model], twin: type[Model]) -> str:
    assert model._meta.pk is not None
    key = quote(str(model._meta.pk.column))
    kept = {field.column for field in twin._meta.concrete_fields}
    names = [str(field.column) for field in model._meta.concrete_fields if field.column in kept]
    live, past = (", ".join(f"{alias}.{quote(name)}" for name in names) for alias in ("l", "h"))
    table, history = model._meta.db_table, twin._meta.db_table
    may_go = "h.history_type = '-'" if getattr(model, "deletable", False) else "false"
    return f"""SELECT (SELECT max(f.position) FROM public.kernel_ledgerleaf f WHERE f.row = h.history_id::text
            AND f.covered = (SELECT min(covered) FROM public.kernel_ledgerformat WHERE "table" = '{history}')),
        CASE WHEN h.history_id IS NULL THEN 'a row of {table} has no history'
            WHEN l.{key} IS NULL THEN 'a row of {table} is gone, and its history does not say so'
            ELSE 'a row of {table} differs from the newest row of its history' END
        FROM public.{quote(table)} l FULL JOIN (
            SELECT DISTINCT ON ({key}) * FROM public.{quote(history)} ORDER BY {key}, history_id DESC
        ) h ON h.{key} = l.{key}
        WHERE h.history_id IS NULL OR (l.{key} IS NULL AND NOT {may_go})
            OR (l.{key} IS NOT NULL AND (h.history_type = '-' OR ({live}) IS DISTINCT FROM ({past})))
        LIMIT 10"""  # noqa: S608
