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
from kernel.db.triggers import GUARD, quote
from kernel.history import ALL, acting, sync

TABLES = """SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
    AND c.relname <> 'django_migrations' GROUP BY c.relname ORDER BY c.relname"""


def log_in_as_owner() -> None:
    """Before the first connection: migrations need the owner, and the owner can become the runtime role."""
    owner = env.database(settings.OWNER_URL)
    connection.settings_dict.update({name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})


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

    The owner's own guards stand in the way, and are lifted and put back in one transaction.
    """
    connection.close_if_unusable_or_obsolete()
    with acting(tenant=ALL), transaction.atomic(), as_owner() as cursor:
        cursor.execute(TABLES)
        tables = dict(cursor.fetchall())
        body = "BEGIN RETURN NULL; END"
        cursor.execute(f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS trigger LANGUAGE plpgsql AS '{body}'")
        filled = ", ".join(f"public.{quote(table)}" for table in _filled(cursor, list(tables)))
        cursor.execute(f"TRUNCATE {filled} CASCADE")
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'first_rows'::regnamespace")
        kept = [table for (table,) in cursor.fetchall()]
        for table in kept:
            columns = ", ".join(tables[table])
            cursor.execute(f"ALTER TABLE public.{quote(table)} DISABLE TRIGGER USER")
            cursor.execute(
                f"INSERT INTO public.{quote(table)} ({columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT {columns} FROM first_rows.{quote(table)}"
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in kept:
            cursor.execute(f"ALTER TABLE public.{quote(table)} ENABLE TRIGGER USER")
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
