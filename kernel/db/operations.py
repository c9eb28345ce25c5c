"""What migrations do that Django's own operations do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class ChangeModels(Operation):
    """Models created, which may refer to each other, and models changed: several at once.

    After each operation of its own Django builds every model anew that hangs together with it, and here all do:
    that took most of the time of a migration, of an empty database's first start, and of tests.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add them while nothing is built, which is done once, when it is asked for."""
        state.__dict__.pop("apps", None)
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for each in self.operations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for each in reversed(self.operations):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(each.describe() for each in self.operations)


def function(name: str, body: str) -> RunSQL:
    """The function of a trigger, made."""
    return RunSQL(_function("CREATE", name, body), f"DROP FUNCTION public.{name}()")


def replaced(name: str, body: str) -> RunSQL:
    """The function of a trigger, made or with another body. Going back leaves it."""
    return RunSQL(_function("CREATE OR REPLACE", name, body), RunSQL.noop)


def trigger(name: str, events: str, table: str, condition: str = "", given: Sequence[str] = ()) -> RunSQL:
    """A trigger that runs the function of its name for each row, whoever writes: `events` like "BEFORE UPDATE"."""
    arguments = ", ".join(f"'{one}'" for one in given)
    how = f"FOR EACH ROW {condition} EXECUTE FUNCTION public.{name}({arguments})"
    return _trigger(name, f"TRIGGER {name} {events} ON public.{table} {how}", table)


def before(name: str, events: str, table: str, given: Sequence[str] = ()) -> RunSQL:
    """The same, before the row is written."""
    return trigger(name, f"BEFORE {events}", table, given=given)


def deferred(name: str, events: str, table: str, condition: str = "", function: str = "") -> RunSQL:
    """A trigger that runs at the end of the transaction: the function of its name, if no other is given."""
    how = f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION public.{function or name}()"
    return _trigger(name, f"CONSTRAINT TRIGGER {name} AFTER {events} ON public.{table} {how}", table)


def _function(make: str, name: str, body: str) -> str:
    how = "RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp"
    return f"{make} FUNCTION public.{name}() {how} AS $body${body}$body$"


def _trigger(name: str, made: str, table: str) -> RunSQL:
    """ALWAYS: also where a session says that it replicates."""
    always = f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name}"
    return RunSQL(f"CREATE {made}; {always}", f"DROP TRIGGER {name} ON public.{table}")
