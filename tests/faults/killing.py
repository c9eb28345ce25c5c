"""What is killed, and how: always by SIGKILL, which nothing can answer."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import redis

from tests.faults.system import System, until

BACK_WITHIN = 180.0


Find = Callable[[System], list[int]]


def descendants(pid: int) -> dict[int, str]:
    """Every process below one, by number, with its command line; servers overwrite theirs with what they do."""
    found: dict[int, str] = {}
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, tasks.read_text().split()):
                if command := _command(child):
                    found[child] = command
                found |= descendants(child)
    return found


def _command(pid: int) -> str:
    """Empty for one that is dead and not yet buried."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def _matching(*parts: str) -> Find:
    def find(system: System) -> list[int]:
        assert system.supervisor is not None
        below = descendants(system.supervisor.pid)
        return sorted(pid for pid, command in below.items() if all(part in command for part in parts))

    return find


def _first(find: Find) -> Find:
    return lambda system: find(system)[:1]


def _last(find: Find) -> Find:
    return lambda system: find(system)[-1:]


def _with_children(find: Find) -> Find:
    return lambda system: [each for pid in find(system) for each in (pid, *descendants(pid))]


POSTMASTER = _first(_matching("bin/postgres"))
WORKER = _matching(" worker --concurrency")
VALKEY = _matching("valkey-server")
VICTIMS: dict[str, Find] = {
    "web": _first(_matching("serve.py")),
    "one web process": _last(_matching("serve.py")),
    "worker": _first(WORKER),
    "one worker process": _last(WORKER),
    "dispatcher": _matching("manage.py dispatch"),
    "opener": _matching("manage.py open_identities"),
    "sealer": _matching("manage.py ledger seal"),
    "scheduler": _matching(" beat --schedule"),
    "Redis, flushed": VALKEY,
    "PostgreSQL": POSTMASTER,
    "PostgreSQL, all of it": _with_children(POSTMASTER),
    "one PostgreSQL session": _last(_matching("postgres: register_app")),
}


def kill(system: System, victim: str) -> bool:
    """Kill it at once. False where there was nothing of it to kill, which a process being started again is."""
    pids = VICTIMS[victim](system)
    if victim == "Redis, flushed":
        with contextlib.suppress(redis.RedisError):
            redis.Redis.from_url(system.address("REDIS_URL"), socket_timeout=2).flushall()
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(pids)


def wait_until_back(system: System) -> None:
    """Every process runs again and the system says that it is ready."""
    kinds = [victim for victim in VICTIMS if victim != "one PostgreSQL session"]
    until(
        lambda: system.status("/readyz") == 200 and all(VICTIMS[kind](system) for kind in kinds),
        seconds=BACK_WITHIN,
        what="every process again",
    )


def wait_for(victim: str, system: System, *, seconds: float = BACK_WITHIN) -> None:
    """Something of it runs, to be killed."""
    deadline = time.monotonic() + seconds
    while not VICTIMS[victim](system):
        assert time.monotonic() < deadline, f"{victim} was not started again"
        time.sleep(0.05)
