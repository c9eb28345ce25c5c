"""Django's PostgreSQL backend (psycopg2), sending the actor with BEGIN in one round trip.

Outside a transaction, a statement that reads or writes rows takes the tenant along, in its own message. What it sets
ends with it, so that nothing is left on the connection for whoever uses it next.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import InternalError
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from kernel.history import current_actor

if TYPE_CHECKING:
    from kernel.db.prepared import Prepared


def _literal(value: str) -> str:
    """A literal, right whatever standard_conforming_strings says, of text that PostgreSQL can store."""
    storable = value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return "E'" + storable.replace("\\", "\\\\").replace("'", "''") + "'"


def _actor_statements() -> str:
    settings = current_actor().settings()
    return "; ".join(f"SET LOCAL {name} = {_literal(value)}" for name, value in settings.items())


ON_ROWS = re.compile(
    r"(SET LOCAL plan_cache_mode = \w+;)?[\s(]*(SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|TABLE|VALUES|EXPLAIN|EXECUTE)\b",
    re.IGNORECASE,
)


class _ForTenant:
    """What both of Django's cursors become: statements outside a transaction carry the tenant."""

    db: "DatabaseWrapper"

    def _execute(self, sql: Any, params: Any, *context: Any) -> Any:
        return super()._execute(self.db.for_tenant(sql), params, *context)  # type: ignore[misc]

    def _executemany(self, sql: Any, params: Any, *context: Any) -> Any:
        return super()._executemany(self.db.for_tenant(sql), params, *context)  # type: ignore[misc]


class Cursor(_ForTenant, CursorWrapper):
    pass


class DebugCursor(_ForTenant, CursorDebugWrapper):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    """The driver stays in autocommit, and BEGIN is ours: the driver's would cost a round trip of its own."""

    def get_new_connection(self, conn_params: Any) -> Any:
        """Nothing is prepared on it yet."""
        self._prepared: set[str] = set()
        return super().get_new_connection(conn_params)

    def prepare(self, statement: "Prepared") -> None:
        """Have PostgreSQL read a statement, unless it has on this connection. A rollback does not make it forget."""
        if statement.name not in self._prepared:
            self._send(f"PREPARE {statement.name} ({', '.join(statement.types)}) AS {statement.sql}")
            self._prepared.add(statement.name)

    def _send(self, sql: str) -> str:
        """Several statements in one message, past the query log. Answers the tag of the last one."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(sql)
            return str(cursor.statusmessage)

    def _start_transaction_under_autocommit(self) -> None:
        """Called by the outermost atomic(): the hook that Django has for SQLite."""
        actor = _actor_statements()  # first: finding out who acts may read the database
        self._send("BEGIN; " + actor)

    def _commit(self) -> None:
        if self._end("COMMIT", super()._commit) == "ROLLBACK":  # type: ignore[misc]
            raise InternalError("PostgreSQL rolled the transaction back: an error inside it was passed over.")

    def _rollback(self) -> None:
        self._end("ROLLBACK", super()._rollback)  # type: ignore[misc]  # the stubs leave both out

    def _end(self, sql: str, by_driver: Callable[[], object]) -> str | None:
        """The driver doesn't know our BEGIN, so we end it. After set_autocommit(False) it is the driver's."""
        if self.connection is not None and self.connection.autocommit:
            return self._send(sql)
        by_driver()
        return None

    def for_tenant(self, sql: Any) -> Any:
        """A statement with the tenant before it. In a transaction BEGIN brought it; without one there are no rows."""
        tenant = current_actor().tenant_setting
        if self.in_atomic_block or not tenant or not isinstance(sql, str) or not ON_ROWS.match(sql):
            return sql
        return f"SET LOCAL app.tenant = {_literal(tenant)}; {sql}"  # of one message PostgreSQL makes one transaction

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return Cursor(cursor, self)

    def make_debug_cursor(self, cursor: Any) -> CursorDebugWrapper:
        return DebugCursor(cursor, self)

    def chunked_cursor(self) -> Any:
        """One that fetches bit by bit, but outside a transaction, where it could not take the tenant along."""
        if current_actor().tenant is not None and not self.in_atomic_block:
            return self.cursor()
        return super().chunked_cursor()

    def send_actor(self) -> None:
        """Tell a transaction that is already open who acts from now on."""
        self._send(_actor_statements())

    def is_broken(self) -> bool:
        """Whether the transaction takes no more statements: it has failed, or its connection is gone."""
        if self.connection is None or self.connection.closed:
            return True
        return bool(self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR)
