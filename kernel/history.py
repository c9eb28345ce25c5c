"""History: who acts, for the triggers to write down, and that the triggers and privileges stand as they must.

The backend sends the actor with each BEGIN, and the triggers (`kernel.db.triggers`) name it in every row.
It loads before any model, so nothing here may import one.
"""

from __future__ import annotations

import contextvars
import dataclasses
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import EllipsisType
from typing import TYPE_CHECKING, Final, Literal, ParamSpec, TypeAlias, TypeVar, cast

from django.apps import apps as live
from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations.base import Operation

from kernel.db import coverage, privileges, tenancy, triggers

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState

    from kernel.db.base import DatabaseWrapper

Who: TypeAlias = "AbstractBaseUser | AnonymousUser | int | None"
Tenant: TypeAlias = int | Literal["all"] | None
ALL: Final = "all"


def _key(who: Who) -> str:
    pk = who if who is None or isinstance(who, int) else who.pk
    return "" if pk is None else str(pk)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Actor:
    """Who writes, why, for whom, in which request. A function as `user` is asked at each BEGIN.

    `tenant` is whose rows may be read and written: one organisation's (its id), everybody's (ALL), or nobody's (None).
    """

    user: Who | Callable[[], Who] = None
    tenant: Tenant = None
    reason: str = ""
    on_behalf_of: Who = None
    request_id: str = ""

    def settings(self) -> dict[str, str]:
        """The settings that triggers and policies read: all of them, so that none shows through from before."""
        return {
            "app.actor": _key(self._ask() if callable(self.user) else self.user),
            "app.reason": self.reason,
            "app.on_behalf_of": _key(self.on_behalf_of),
            "app.request_id": self.request_id,
            "app.tenant": self.tenant_setting,
        }

    @property
    def tenant_setting(self) -> str:
        """What the policies of `kernel.db.tenancy` read."""
        return "" if self.tenant is None else str(self.tenant)

    def _ask(self) -> Who:
        """Reading who is signed in may end or renew a session, and so begin a transaction of its own: nobody's."""
        assert callable(self.user)
        token = _actor.set(NOBODY)
        try:
            return self.user()
        finally:
            _actor.reset(token)


NOBODY = Actor()
_actor: contextvars.ContextVar[Actor] = contextvars.ContextVar("actor", default=NOBODY)


def current_actor() -> Actor:
    """The actor of the code that asks."""
    return _actor.get()


@contextmanager
def acting(
    *,
    user: Who | Callable[[], Who] | EllipsisType = ...,
    reason: str | EllipsisType = ...,
    on_behalf_of: Who | EllipsisType = ...,
    request_id: str | EllipsisType = ...,
    tenant: Tenant | EllipsisType = ...,
) -> Iterator[None]:
    """Everything written inside is this user's, for this reason; what is not named stays as it is outside.

    Rows of organisations are there for `tenant` only: its own (an id), or all of them (ALL, for what the regulator and
    the system itself do); nobody's where nothing was ever named. Around a transaction it costs
    nothing, since BEGIN carries it; inside one two statements, where it changes something.
    """
    outside = _actor.get()
    inside = Actor(
        user=outside.user if user is ... else user,
        tenant=outside.tenant if tenant is ... else tenant,
        reason=outside.reason if reason is ... else reason,
        on_behalf_of=outside.on_behalf_of if on_behalf_of is ... else on_behalf_of,
        request_id=outside.request_id if request_id is ... else request_id,
    )
    same = inside == outside and not callable(outside.user)
    token = _actor.set(inside)
    connection = cast("DatabaseWrapper", connections["default"])
    try:
        if connection.in_atomic_block and not same:
            connection.send_actor()
        yield
    finally:
        _actor.reset(token)
        # A broken transaction takes no statement; its rollback brings the earlier actor back by itself.
        usable = connection.in_atomic_block and not connection.needs_rollback and not connection.is_broken()
        if usable and not same:
            connection.send_actor()


P = ParamSpec("P")
R = TypeVar("R")


def recorded() -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run an action in one transaction, in the name of its `by`; history keeps its `reason`, if it takes one."""

    def decorate(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, reason = kwargs["by"], kwargs.get("reason", "")
            with acting(user=by, reason=str(reason)), transaction.atomic():  # type: ignore[arg-type]
                return action(*args, **kwargs)

        return run

    return decorate


def _repair(cursor: CursorWrapper, differences: Iterable[tuple[str, list[str]]]) -> list[str]:
    repaired = []
    for what, statements in list(differences):
        for statement in statements:
            cursor.execute(statement)
        repaired.append(what)
    return repaired


def sync(*, using: str = "default", apps: Apps = live) -> list[str]:
    """As the owner: make triggers, privileges and policies what they must be. Answers what was not."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [settings.RUNTIME_ROLE])
        if cursor.fetchone() == (True,):
            raise ImproperlyConfigured(
                "Migrate as the owner of the tables (MIGRATE_DATABASE_URL), not as the role of DATABASE_URL."
            )
        covered = _repair(cursor, coverage.difference(cursor))  # first: the triggers name the columns
        must = triggers.wanted(cursor, apps, privileges.append_only())
        return [
            *covered,
            *_repair(cursor, triggers.difference(cursor, must)),
            *_repair(cursor, privileges.difference(cursor)),
            *_repair(cursor, tenancy.difference(cursor, live)),
        ]


def problems(*, using: str = "default") -> list[str]:
    """What in the database would let history be missed, forged or removed; nothing, if all is well."""
    with connections[using].cursor() as cursor:
        if found := list(privileges.powers(cursor)):
            return found
        must = triggers.wanted(cursor, live, privileges.append_only())
        return [
            *triggers.unknown_columns(cursor, live),
            *(what for what, _statements in coverage.difference(cursor)),
            *(what for what, _statements in triggers.difference(cursor, must)),
            *(what for what, _statements in privileges.difference(cursor)),
            *(what for what, _statements in tenancy.difference(cursor, live)),
        ]


class SyncHistory(Operation):
    """Stands between a change of columns and one of rows in a run of `migrate`, or the rows are refused."""

    reversible = True
    elidable = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        with schema_editor.connection.cursor() as cursor:
            must = triggers.wanted(cursor, to_state.apps, privileges.append_only())
            _repair(cursor, triggers.difference(cursor, must))

    database_backwards = database_forwards

    def describe(self) -> str:
        return "Bring the history triggers in step with the tables"
