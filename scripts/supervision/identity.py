"""Who runs PostgreSQL. It refuses root, so root lends it another identity; see launch.py."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from supervision.child import launched
from supervision.launch import NOBODY
from supervision.state import CannotStart


def choose(*, binaries: Path, folder: Path) -> str:
    """ "self" for an ordinary user; for root "namespace", or "nobody" where namespaces are refused."""
    if os.geteuid() != 0:
        return "self"
    if _can_run("namespace", binaries, folder):
        return "namespace"
    folder.chmod(0o711)
    if _can_run("nobody", binaries, folder):
        return "nobody"
    raise CannotStart(
        f"PostgreSQL does not run as root, this machine refuses user namespaces, and the user nobody"
        f" cannot reach {binaries} and {folder}. Run this as an ordinary user, or set DATABASE_URL."
    )


def _can_run(identity: str, binaries: Path, folder: Path) -> bool:
    script = 'test -x "$1" && exec "$2" --version'
    command = ["sh", "-c", script, "sh", str(folder), str(binaries / "initdb")]
    return subprocess.run(launched(command, identity=identity), capture_output=True, check=False).returncode == 0


def hand_over(folder: Path, identity: str) -> None:
    """Give a folder to the user who will run the server, also when an earlier run used another identity."""
    owner = NOBODY if identity == "nobody" else os.geteuid()
    if folder.stat().st_uid == owner:
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, owner, owner, follow_symlinks=False)
