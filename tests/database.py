"""The test database: made by the owner, used as the runtime role, and after a test that commits made as it was."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper

from config import env
from kernel import signatures
from kernel.db.triggers import quote
from kernel.history import ALL, acting, sync

TABLES = """SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
    AND c.relname <> 'django_migrations' GROUP BY c.relname ORDER BY c.relname"""

# How the triggers of these tables are set now, as statements that set them so.
TRIGGERS = """SELECT 'ALTER TABLE ' || tgrelid::regclass || ' ' || string_agg(
    CASE tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'O' THEN 'ENABLE'
    ELSE 'DISABLE' END || ' TRIGGER ' || quote_ident(tgname), ', ')
    FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[]) GROUP BY tgrelid"""
MIGRATED = "test_migrated"


def log_in_as_owner() -> None:
    """Before the first connection: migrations need the owner, and the owner can become the runtime role."""
    owner = env.database(settings.OWNER_URL)
    connection.settings_dict.update({name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})


def begin_with_a_copy() -> None:
    """Django makes the test database from `MIGRATED`, which has every table already."""
    connection.settings_dict["TEST"] |= {"TEMPLATE": MIGRATED, "MIGRATE": False}


def copy_migrated() -> None:
    """Make `MIGRATED` from the test database, which is in nobody's use yet."""
    source = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {MIGRATED}")  # left by a run on servers of somebody's own
        cursor.execute(f"CREATE DATABASE {MIGRATED} TEMPLATE {quote(source)}")


def settle_copy() -> None:
    """A copy knows that it is one, and its ledger seals nothing: let it be at home where it is."""
    with acting(tenant=ALL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [["kernel_ledgerera"]])
        (triggers_back,) = cursor.fetchone()
        cursor.execute("ALTER TABLE public.kernel_ledgerera DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE public.kernel_ledgerera SET database = d.oid FROM pg_database d WHERE datname = current_database()"
        )
        cursor.execute(triggers_back)


def _be_runtime(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {quote(settings.RUNTIME_ROLE)}")


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """This connection as the owner of the tables, for changing the schema; then the runtime role again."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield cursor
    if not connection.needs_rollback:
        _be_runtime(connection)


@contextmanager
def runtime_role() -> Iterator[None]:
    """Every connection made inside acts as the runtime role, in whichever thread."""
    _keep_first_rows()
    connection_created.connect(_be_runtime)
    _be_runtime(connection)
    try:
        yield
    finally:
        connection_created.disconnect(_be_runtime)
        connection.close()


def _filled(cursor: CursorWrapper, tables: list[str]) -> list[str]:
    questions = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM public.{quote(table)})" for table in tables)
    cursor.execute(" UNION ALL ".join(questions))
    return [table for (table,) in cursor.fetchall()]


def _keep_first_rows() -> None:
    """Copy what migrations wrote, so that it can be put back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS first_rows CASCADE")  # left by a run with --reuse-db
        cursor.execute("CREATE SCHEMA first_rows")
        cursor.execute(TABLES)
        tables = dict(cursor.fetchall())
        for table in _filled(cursor, list(tables)):
            cursor.execute(
                f"CREATE TABLE first_rows.{quote(table)} AS "
                f"SELECT {', '.join(tables[table])} FROM public.{quote(table)}"
            )


def put_back_first_rows(*args: Any) -> None:
    """In place of Django's flush, which would leave neither the system's account nor the rule set.

    Rows are deleted where there are any: emptying a table makes its files anew, and those of every table that refers
    to it. No trigger fires meanwhile, ours or a foreign key's; then each is set as it was, or `sync` sets it right.
    """
    connection.close_if_unusable_or_obsolete()
    with acting(tenant=ALL), transaction.atomic(), as_owner() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(TABLES)
        tables = dict(cursor.fetchall())
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'first_rows'::regnamespace")
        kept = [table for (table,) in cursor.fetchall()]
        touched = sorted({*kept, *_filled(cursor, list(tables))})
        cursor.execute(TRIGGERS, [touched])
        triggers_back = [statement for (statement,) in cursor.fetchall()]
        cursor.execute(";".join(f"ALTER TABLE public.{quote(table)} DISABLE TRIGGER USER" for table in touched))
        cursor.execute(";".join(f"DELETE FROM public.{quote(table)}" for table in touched))
        for table in kept:
            columns = ", ".join(tables[table])
            cursor.execute(
                f"INSERT INTO public.{quote(table)} ({columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT {columns} FROM first_rows.{quote(table)}"
            )
        cursor.execute(";".join(triggers_back))
        cursor.execute("SET LOCAL session_replication_role = origin")
        sync()
    signatures._signers.clear()  # this process still held keys whose rows are gone


def contents(*, but: Collection[str] = ()) -> dict[str, str]:
    """A digest of every table's rows, to see by comparing that nothing was written; `but` names tables left out."""
    with as_owner() as cursor:
        cursor.execute(TABLES)
        tables = [table for table, _ in cursor.fetchall() if table not in but]
        digest = "md5(coalesce(string_agg(row_.*::text, ' ' ORDER BY row_.*::text), ''))"
        questions = (f"SELECT '{table}', {digest} FROM public.{quote(table)} AS row_" for table in tables)
        cursor.execute(" UNION ALL ".join(questions))
        return dict(cursor.fetchall())
