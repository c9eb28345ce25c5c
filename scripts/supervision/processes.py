"""The processes of the application, each with what it may know and how long it may take to stop."""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from supervision.child import Child
from supervision.state import ROOT, State

HOST = "127.0.0.1"
GRACE = 5.0
"""Seconds to finish what is in hand: a request, a message, a task. With the servers' own, within the ten of a stop."""

PRIVATE_KEYS = ("IDENTITIES_KEYRING_DIR", "NOTICES_KEYRING_DIR")
"""Each names the folder of a private key that one process alone is told of; the others are told a hyphen."""


def processes(state: State, environment: Mapping[str, str], listener: socket.socket) -> list[Child]:
    """The processes in the order they start. Refuses to hand out the owner's address."""
    if "MIGRATE_DATABASE_URL" in environment:
        raise ValueError("the owner's address is for migrations only")
    python = Path(sys.executable)
    # The worker runs nothing but our own tasks, as whoever started the stack.
    celery: list[str | Path] = [python, "-W", "ignore:You're running the worker with superuser", "-m", "celery"]
    celery += ["-A", "config.celery", "--quiet"]
    quiet = ["--loglevel", "WARNING"]
    web: list[str | Path] = [python, ROOT / "scripts" / "serve.py", "--fd", str(listener.fileno())]
    worker: list[str | Path] = [*celery, "worker", "--concurrency", "2", "--without-mingle", "--without-gossip", *quiet]
    schedule: list[str | Path] = ["--schedule", state.path / "beat-schedule", "--pidfile", ""]

    def child(
        name: str,
        command: list[str | Path],
        *,
        pass_fds: tuple[int, ...] = (),
        more: Mapping[str, str] | None = None,
        opens: str = "",
    ) -> Child:
        return Child(
            name=name,
            command=command,
            environment={**environment, **_without_keys(but=opens), **(more or {})},
            log=state.log,
            grace=GRACE,
            echo=True,
            pass_fds=pass_fds,
            cwd=ROOT,
        )

    return [
        child("web", web, pass_fds=(listener.fileno(),)),
        child("worker", worker, more={"STATEMENT_SECONDS": "60"}),
        child("dispatcher", [python, ROOT / "manage.py", "dispatch"], opens="NOTICES_KEYRING_DIR"),
        child("opener", [python, ROOT / "manage.py", "open_identities"], opens="IDENTITIES_KEYRING_DIR"),
        child("sealer", [python, ROOT / "manage.py", "ledger", "seal"]),
        child("scheduler", [*celery, "beat", *schedule, *quiet]),
    ]


def _without_keys(*, but: str) -> dict[str, str]:
    return {name: "-" for name in PRIVATE_KEYS if name != but}
