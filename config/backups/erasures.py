"""The journal of erasures, outside the database: one file each in CHECKPOINT_DIR, beside the checkpoints.

A backup made before an erasure holds what was erased since. `restore` blanks it again in the transaction that puts
the backup in place, so that nobody ever reads it. An entry names rows by their keys and by the era and transaction
that first wrote them: keys are given out again after a restore, these never. It says nothing of anybody.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.expressions import RawSQL

from kernel.db.triggers import pairs
from kernel.models import AppendOnly, LedgerEra

MADE_IN = "ledger_era || '/' || ledger_xid"


def folder() -> Path:
    """Where the journal lies."""
    return Path(settings.CHECKPOINT_DIR) / "erasures"


def keep(*, at: datetime) -> int:
    """Write down each erasure that is not in the journal yet; how many there were. `at` is when, for the due work.

    It follows the commit: written before, it could name what was never erased. Killed in between, the next pass
    finds it. Two at once write the same.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {MADE_IN}, id, "table", rows, reason, authority, at FROM public.kernel_erasure ORDER BY id'  # noqa: S608
        )
        tombstones = cursor.fetchall()
        origin = _origin()
        names = [f"{origin}-{made.replace('/', '-')}-{pk}.json" for made, pk, *_ in tombstones]
        held = {path.name for path in folder().glob("*.json")}
        new = [(name, row) for name, row in zip(names, tombstones, strict=True) if name not in held]
        entries = [(name, _entry(origin, *row[1:])) for name, row in new]
    for name, entry in entries:
        _write(folder() / name, json.dumps(entry, indent=1))
    return len(entries)


def _origin() -> str:
    """The database that the ledger began in. A copy that is put in place elsewhere keeps it."""
    first = LedgerEra.objects.get(number=1)
    return f"{first.system}-{first.database}"


def _entry(
    origin: str, pk: int, table: str, keys: list[str], reason: str, authority: str, at: datetime
) -> dict[str, Any]:
    return {
        "origin": origin,
        "id": pk,
        "table": table,
        "rows": dict(_identities(table, keys)),
        "reason": reason,
        "authority": authority,
        "at": at.isoformat(),
    }


def _identities(table: str, keys: list[str]) -> Iterable[tuple[str, str]]:
    """For each key the era and transaction that wrote its row, for a record that of its first row of history."""
    for model, source, key, order in _sources():
        if model._meta.db_table == table:
            rows = source._base_manager.filter(**{f"{key}__in": keys}).order_by(*dict.fromkeys([key, order]))
            found = rows.distinct(key).values_list(key, RawSQL(MADE_IN, ()))  # noqa: S611
            return [(str(pk), made) for pk, made in found]
    return []


def _sources() -> Iterator[tuple[type[Model], type[Model], str, str]]:
    """Every table whose rows can be erased: where their beginnings stand, the column of their keys, and its order."""
    for model, twin in pairs(apps):
        yield model, twin, model._meta.pk.attname, "history_id"
        yield twin, twin, "history_id", "history_id"
    for model in apps.get_models():
        if issubclass(model, AppendOnly) and not model._meta.proxy and not model.outside_ledger:
            yield model, model, model._meta.pk.attname, model._meta.pk.attname


def _write(path: Path, text: str) -> None:
    """Whole or not at all, also when the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replay() -> Iterator[str]:
    """What psql is told, as the owner, in the transaction that has put a backup in place: erase it all again.

    Only rows of this ledger, which are those that were meant, and are not erased in the backup already.
    """
    twins = {model._meta.db_table: twin for model, twin in pairs(apps)}
    sources = {model._meta.db_table: (model, source, key, order) for model, source, key, order in _sources()}
    yield "SET row_security = on;"
    yield (
        "SELECT set_config('app.actor', (SELECT id FROM public.kernel_user WHERE is_system)::text, false),"
        " set_config('app.reason', 'Erased again after a restore', false), set_config('app.tenant', 'all', false);"
    )
    for entry in _entries():
        table, rows = entry["table"], entry["rows"]
        if table not in sources or not rows:
            continue
        model, source, key, order = sources[table]
        twin = twins.get(table)
        kind = model._meta.pk.rel_db_type(connection)
        named = ", ".join(f"({_quoted(pk)}, {_quoted(made)})" for pk, made in rows.items())
        yield f"SELECT to_regclass('public.{table}') IS NOT NULL AS is_there \\gset"
        yield "\\if :is_there"
        yield (
            f"SELECT public.ledger_erase('public.{table}',"  # noqa: S608  # names are our tables', all else is quoted
            f" {_regclass(twin)}, found.keys, {_quoted(entry['reason'])}, {_quoted(entry['authority'])})"
            f" FROM (SELECT array_agg(key) AS keys FROM (VALUES {named}) AS named (key, made)"
            f" WHERE made = (SELECT {MADE_IN} FROM public.{source._meta.db_table}"
            f" WHERE {key} = named.key::{kind} ORDER BY {order} LIMIT 1)"
            f" AND NOT EXISTS (SELECT FROM public.kernel_erasure AS e"
            f" WHERE e.\"table\" = '{table}' AND named.key = ANY (e.rows))) AS found"
            f" WHERE found.keys IS NOT NULL AND {_quoted(entry['origin'])} ="
            " (SELECT system || '-' || database FROM public.kernel_ledgerera WHERE number = 1);"
        )
        yield "\\endif"


def _entries() -> list[dict[str, Any]]:
    """The journal, oldest erasure first."""
    entries = [json.loads(path.read_text(encoding="utf-8")) for path in folder().glob("*.json")]
    return sorted(entries, key=lambda entry: (str(entry["at"]), int(entry["id"])))


def _regclass(twin: type[Model] | None) -> str:
    return f"'public.{twin._meta.db_table}'" if twin else "NULL"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


def erased_again() -> int:
    """How many records the restore that has just been made has erased again. Their history is not counted."""
    history = [twin._meta.db_table for _model, twin in pairs(apps)]
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT coalesce(sum(cardinality(rows)), 0) FROM public.kernel_erasure WHERE NOT "table" = ANY(%s)'
            " AND ledger_era = (SELECT max(number) FROM public.kernel_ledgerera)",
            [history],
        )
        return int(cursor.fetchone()[0])
