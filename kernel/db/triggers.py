"""The triggers that write history, and those that keep what is written: what must stand, and what differs.

Each table of a Record has one function and three statement-level triggers. The function runs as the owner,
since the runtime role may not write history, with a search path of its own. Nobody else can call it or hang it on
another table. The triggers fire ALWAYS: no setting of a session turns them off.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps.registry import Apps
from django.conf import settings
from django.db import connection as default_connection
from django.db.backends.utils import CursorWrapper, truncate_name

if TYPE_CHECKING:
    from django.db.models import Model

# Every column is named. After one has come or gone every write is refused until the function is renewed, so
# nothing is left out of history unseen. The query that compares the columns is parsed, and never run.
KEEP = """
DECLARE
    actor bigint := nullif(current_setting('app.actor', true), '');
BEGIN
    IF NOT EXISTS (SELECT FROM {users} WHERE id = actor) THEN
        RAISE EXCEPTION 'a write to {table} without an actor'
            USING ERRCODE = 'insufficient_privilege', HINT = 'Use acting(user=...) and a transaction.';
    END IF;
    INSERT INTO {history} ({kept}, history_date, history_type,
        history_user_id, history_change_reason, on_behalf_of_id, request_id)
    WITH the_columns_have_changed_so_run_migrate_or_SyncHistory ({columns}) AS (
        SELECT * FROM changed UNION ALL SELECT {nulls})
    SELECT {kept}, clock_timestamp(), CASE TG_OP WHEN 'INSERT' THEN '+' WHEN 'UPDATE' THEN '~' ELSE '-' END,
        actor, nullif(current_setting('app.reason', true), ''),
        nullif(current_setting('app.on_behalf_of', true), '')::bigint,
        coalesce(current_setting('app.request_id', true), '')
    FROM changed;
    RETURN NULL;
END
"""
REFUSE = """
BEGIN
    IF TG_OP = 'UPDATE' AND public.ledger_is_erasing(TG_TABLE_NAME) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% of %: what it keeps is never changed or removed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
"""
GUARD = "history_guard"
BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 2, 4, 8, 16, 32  # the bits of pg_trigger.tgtype
KEPT_EVENTS = {"INSERT": (INSERT, "NEW"), "UPDATE": (UPDATE, "NEW"), "DELETE": (DELETE, "OLD")}


@dataclasses.dataclass(frozen=True)
class Trigger:
    """A trigger of ours. `rows` are those it sees as `changed`; `columns` those whose update it refuses, if not all."""

    table: str
    name: str
    function: str
    events: int
    rows: str = ""
    columns: frozenset[str] = frozenset()
    fires: str = "A"  # pg_trigger.tgenabled: always

    def statements(self) -> Iterator[str]:
        table, name = f"public.{quote(self.table)}", quote(self.name)
        update = "UPDATE" + (" OF " + ", ".join(map(quote, sorted(self.columns))) if self.columns else "")
        words = {INSERT: "INSERT", UPDATE: update, DELETE: "DELETE", TRUNCATE: "TRUNCATE"}
        events = " OR ".join(word for bit, word in words.items() if self.events & bit)
        when = "BEFORE" if self.events & BEFORE else "AFTER"
        rows = f"REFERENCING {self.rows} TABLE AS changed " if self.rows else ""
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield (
            f"CREATE TRIGGER {name} {when} {events} ON {table} {rows}"
            f"FOR EACH STATEMENT EXECUTE FUNCTION public.{quote(self.function)}()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"


@dataclasses.dataclass(frozen=True)
class Installation:
    """The functions (name to source) and triggers that must stand, or do stand, in a database."""

    functions: dict[str, str]
    triggers: frozenset[Trigger]


def quote(name: str) -> str:
    return default_connection.ops.quote_name(name)


def _function_of(table: str) -> str:
    return truncate_name(f"history_{table}", 63)


def pairs(apps: Apps) -> Iterator[tuple[type[Model], type[Model]]]:
    """Each model with its history model. Paired by name, since a migration's models have no `.history`."""
    named = {
        (model._meta.app_label, model._meta.model_name): model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    for (app, name), model in sorted(named.items()):
        if twin := named.get((app, f"historical{name}")):
            yield model, twin


def columns_of_tables(cursor: CursorWrapper) -> dict[str, list[str]]:
    """The columns of every table of ours, in the order that PostgreSQL keeps them."""
    cursor.execute(
        """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class c JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname"""
    )
    return dict(cursor.fetchall())


def unknown_columns(cursor: CursorWrapper, apps: Apps) -> Iterator[str]:
    """Columns that somebody added by hand: history has no place for them."""
    columns = columns_of_tables(cursor)
    for model, _twin in pairs(apps):
        known = {field.column for field in model._meta.concrete_fields}
        for column in columns.get(model._meta.db_table, []):
            if column not in known:
                yield f"column {column} of {model._meta.db_table} is in no model: history does not keep it"


def _keep(model: type[Model], twin: type[Model], columns: list[str], users: str) -> str:
    """The source of the function that copies a table's rows to its history."""
    history = {field.column for field in twin._meta.concrete_fields}
    return KEEP.format(
        table=model._meta.db_table.replace("'", "''").replace("%", "%%"),
        users=f"public.{quote(users)}",
        history=f"public.{quote(twin._meta.db_table)}",
        kept=", ".join(quote(column) for column in columns if column in history),
        nulls=", ".join("NULL" for _ in columns),
        columns=", ".join(map(quote, columns)),
    )


def wanted(cursor: CursorWrapper, apps: Apps, append_only: dict[str, frozenset[str]]) -> Installation:
    """What must stand on the tables there are. `append_only` names tables and the columns they may change."""
    functions, triggers, columns = {GUARD: REFUSE}, set(), columns_of_tables(cursor)
    users = apps.get_model(settings.AUTH_USER_MODEL)._meta.db_table
    for model, twin in pairs(apps):
        table, history = model._meta.db_table, twin._meta.db_table
        if table not in columns or history not in columns:
            continue
        name = _function_of(table)
        functions[name] = _keep(model, twin, columns[table], users)
        for event, (bit, rows) in KEPT_EVENTS.items():
            triggers.add(Trigger(table, f"history_{event.lower()}", name, bit, rows))
        triggers.add(Trigger(table, GUARD, GUARD, BEFORE | TRUNCATE))
        triggers.add(Trigger(history, GUARD, GUARD, BEFORE | UPDATE | DELETE | TRUNCATE))
    for table, changeable in append_only.items():
        if table in columns:
            fixed = frozenset(columns[table]) - changeable if changeable else frozenset()
            triggers.add(Trigger(table, GUARD, GUARD, BEFORE | UPDATE | DELETE | TRUNCATE, "", fixed))
    return Installation(functions, frozenset(triggers))


def standing(cursor: CursorWrapper) -> Installation:
    """What stands. A function that is not as it must be in some other way is not counted."""
    cursor.execute(
        """SELECT p.proname, p.prosrc FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
        AND p.proname LIKE 'history\\_%%' AND p.prosecdef
        AND p.proconfig = '{"search_path=pg_catalog, pg_temp"}'
        AND p.proowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.django_migrations'))
        AND p.proacl IS NOT NULL
        AND NOT EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee <> p.proowner)"""
    )
    functions = dict(cursor.fetchall())
    cursor.execute(
        """SELECT c.relname, t.tgname, p.proname, t.tgtype,
            CASE 'changed' WHEN t.tgnewtable THEN 'NEW' WHEN t.tgoldtable THEN 'OLD' ELSE '' END,
            ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum = ANY(t.tgattr)),
            CASE WHEN t.tgqual IS NULL THEN t.tgenabled::text ELSE 'sometimes' END
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND t.tgname LIKE 'history\\_%%'
        AND c.relnamespace = 'public'::regnamespace"""
    )
    triggers = frozenset(
        Trigger(table, name, function, events, rows, frozenset(columns), fires)
        for table, name, function, events, rows, columns, fires in cursor.fetchall()
    )
    return Installation(functions, triggers)


def difference(cursor: CursorWrapper, must: Installation) -> Iterator[tuple[str, list[str]]]:
    """What is wrong, in words, and the statements that put it right."""
    have = standing(cursor)
    for name, source in must.functions.items():
        if have.functions.get(name) != source:
            yield f"function {name} is missing or differs", list(_function_statements(name, source))
    for trigger in sorted(must.triggers - have.triggers, key=lambda each: (each.table, each.name)):
        yield f"trigger {trigger.name} on {trigger.table} is missing or differs", list(trigger.statements())
    named = {(trigger.table, trigger.name) for trigger in must.triggers}
    for trigger in have.triggers:
        if (trigger.table, trigger.name) not in named:
            drop = f"DROP TRIGGER {quote(trigger.name)} ON public.{quote(trigger.table)}"
            yield f"trigger {trigger.name} on {trigger.table} should not be there", [drop]
    for name in have.functions.keys() - must.functions.keys():
        yield f"function {name} should not be there", [f"DROP FUNCTION public.{quote(name)}()"]


def _function_statements(name: str, source: str) -> Iterator[str]:
    function = f"public.{quote(name)}()"
    yield (
        f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp AS $history${source}$history$"  # unnamed, pg_temp is first
    )
    yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, {quote(settings.RUNTIME_ROLE)}"
