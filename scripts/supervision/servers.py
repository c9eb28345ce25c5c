"""PostgreSQL and Valkey as the environment asks: outside ones where it names them, ours where it does not."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from supervision.child import Child
from supervision.postgres import OWNER, RUNTIME, Postgres
from supervision.state import State
from supervision.valkey import Valkey


@dataclass
class Servers:
    state: State
    throw_away: bool = False
    durable: bool = True
    children: list[Child] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def are_ours(self) -> bool:
        """Whether the database lies in the state directory, and so belongs to what else lies there."""
        return any(child.name == "postgres" for child in self.children)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start what `environment` does not name; `addresses` then holds all the addresses there are."""
        for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL"):
            if environment.get(name):
                self.addresses[name] = environment[name]
        if "REDIS_URL" not in self.addresses:
            self._start_valkey()
        if "DATABASE_URL" not in self.addresses:
            self._start_postgres()

    def stop(self) -> list[str]:
        """Stop all at once, since nobody needs them any more; names those that had to be killed."""
        for child in self.children:
            child.ask_to_stop()
        asked = time.monotonic()
        killed = [child.name for child in self.children if not child.end(asked + child.grace)]
        self.state.remove_socket_directory()
        return killed

    def _start_postgres(self) -> None:
        sockets = self.state.make_socket_directory()
        server = Postgres.prepare(self.state, sockets, throw_away=self.throw_away, durable=self.durable)
        child = server.child(self.state.log)
        self.children.append(child)
        child.start()
        server.wait_until_ready(child)
        server.make_roles()
        self.addresses["DATABASE_URL"] = server.url(RUNTIME)
        self.addresses["MIGRATE_DATABASE_URL"] = server.url(OWNER)

    def _start_valkey(self) -> None:
        server = Valkey.prepare(self.state)
        child = server.child(self.state.log)
        self.children.append(child)
        child.start()
        server.wait_until_ready(child)
        self.addresses["REDIS_URL"] = server.url
