"""Who acts: the user, reason and request that every history row names.

The database backend sends them with each BEGIN, and the triggers of `kernel.db.triggers` write them down.
The backend loads before any model, so nothing here may import one.
"""

from __future__ import annotations

import contextvars
import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import EllipsisType
from typing import TYPE_CHECKING, TypeAlias, cast

from django.db import connections

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    from kernel.db.base import DatabaseWrapper

Who: TypeAlias = "AbstractBaseUser | AnonymousUser | int | None"


def _key(who: Who) -> str:
    pk = who if who is None or isinstance(who, int) else who.pk
    return "" if pk is None else str(pk)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Actor:
    """Who writes, why, for whom, in which request. A function as `user` is asked at each BEGIN."""

    user: Who | Callable[[], Who] = None
    reason: str = ""
    on_behalf_of: Who = None
    request_id: str = ""

    def settings(self) -> dict[str, str]:
        """The settings that the triggers read: all of them, so that none shows through from before."""
        user = self.user() if callable(self.user) else self.user
        return {
            "app.actor": _key(user),
            "app.reason": self.reason,
            "app.on_behalf_of": _key(self.on_behalf_of),
            "app.request_id": self.request_id,
        }


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
) -> Iterator[None]:
    """Everything written inside is this user's, for this reason; what is not named stays as it is outside.

    Around a transaction it costs nothing, since BEGIN carries it, inside one two statements.
    """
    named = {"user": user, "reason": reason, "on_behalf_of": on_behalf_of, "request_id": request_id}
    changes = {name: value for name, value in named.items() if value is not ...}
    token = _actor.set(dataclasses.replace(_actor.get(), **changes))  # type: ignore[arg-type]
    connection = cast("DatabaseWrapper", connections["default"])
    try:
        if connection.in_atomic_block:
            connection.send_actor()
        yield
    finally:
        _actor.reset(token)
        # A broken transaction takes no statement; its rollback brings the earlier actor back by itself.
        if connection.in_atomic_block and not connection.needs_rollback and not connection.is_broken():
            connection.send_actor()
