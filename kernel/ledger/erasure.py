"""Erasing what the ledger has leaves of: personal columns blanked, salts destroyed, a tombstone added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from kernel.db.triggers import pairs


def erase(*, model: type[models.Model], keys: Iterable[Any], reason: str, authority: str) -> int:
    """Blank the personal columns of these rows and of all their history; the number of rows, past ones included.

    Only the owner of the tables may (run as `migrate` is). `reason` and `authority` are kept for ever and must name
    nobody. Needs an actor, since blanking a record is a change of it. Call it for every table of a subject in one
    transaction. Refuses (a database error) keys that are not there; what is erased already stays so.
    """
    twins = {each._meta.db_table: twin._meta.db_table for each, twin in pairs(apps)}
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.ledger_erase(%s::regclass, %s::regclass, %s, %s, %s)",
            [f"public.{table}", twins.get(table), sorted({str(key) for key in keys}), reason, authority],
        )
        (erased,) = cursor.fetchone()
    return int(erased)
