"""What a first start makes, made once for a whole run: databases, keys and static files take most of a start's time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
from pathlib import Path

from tests.faults.system import System, until


def copied_to(state: Path, *, durable: bool = False) -> Path:
    """`state`, as a first start without demonstration data and a clean stop leave it. Nothing runs on it yet.

    Unless it is to be `durable`, PostgreSQL waits for no disk: what is lost by that is lost with the power, which no
    test takes away, and on a slow disk each commit would wait.
    """
    shared = Path(os.environ["STATE_DIR"]) / "first-start"
    shared.mkdir(exist_ok=True)
    shared.chmod(0o711)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            once = System(shared / "state")
            once.start()
            once.stop()
            # On a slow disk PostgreSQL is killed while it writes its last checkpoint, and its processes end after that.
            until(lambda: not _at_work_in(shared), seconds=60, what="the end of PostgreSQL")
            (shared / "made").touch()
    state.parent.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", shared / "state", state], check=True)
    if not durable:
        (settings,) = state.glob("pg*/postgresql.conf")
        with settings.open("a") as file:
            file.write("fsync = off\n")  # the last word on it counts
    return state


def _at_work_in(folder: Path) -> bool:
    """Whether any process stands in this folder, as each of PostgreSQL's does in its cluster."""
    for process in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if folder in process.readlink().parents:
                return True
    return False
