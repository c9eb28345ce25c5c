"""Makes the virtual environment and the front-end assets, or finds them made: `environment.py embedded`.

Runs with the system's Python and the standard library. `development` contains what `embedded` does; `bench` does too,
in an environment of its own, since what the benchmarks are measured against is large. The locks are whole, so pip
looks for nothing else.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import assets

ROOT = Path(__file__).resolve().parent.parent
ENOUGH = {"embedded": ("embedded", "development"), "development": ("development",), "bench": ("bench",)}
VENV = ROOT / (".venv-bench" if sys.argv[1:] == ["bench"] else ".venv")
PYTHON = VENV / "bin" / "python"


def main() -> int:
    wanted = sys.argv[1]
    try:
        with _one_at_a_time():
            _install_packages(wanted)
            assets.install()
    except subprocess.CalledProcessError as error:
        command = " ".join(str(part) for part in error.cmd[:4])
        print(f"The set-up stopped at: {command} ...\n{error.stdout}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The set-up stopped: {error}", file=sys.stderr)
        return 1
    return 0


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The folder itself is the lock, so there is no file to leave behind."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _install_packages(wanted: str) -> None:
    if any(_stamp(name).exists() and _stamp(name).read_text() == _fingerprint(name) for name in ENOUGH[wanted]):
        return
    print(f"Installing Python packages ({wanted}) into {VENV.name}; this happens once.", flush=True)
    if not _is_ours():
        _run(sys.executable, "-m", "venv", "--clear", VENV)
    requirements = ROOT / "requirements" / f"{wanted}.txt"
    _run(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "--require-hashes",
         "--only-binary", ":all:", "-r", requirements)  # fmt: skip
    for name in ENOUGH:
        _stamp(name).unlink(missing_ok=True)
    _stamp(wanted).write_text(_fingerprint(wanted))


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def _fingerprint(name: str) -> str:
    """Changes with the lock, the Python and the place, since the installed programs name their place."""
    locked = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return f"{hashlib.sha256(locked).hexdigest()} {sys.version_info[:3]} {VENV}\n"


def _is_ours() -> bool:
    """Whether the virtual environment runs, at this place and with this Python."""
    code = "import sys; print(sys.version_info[:3], sys.prefix)"
    try:
        shown = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=True).stdout
        names_place = f"{VENV}/bin/python" in (VENV / "bin" / "pip").read_text()
    except (OSError, subprocess.CalledProcessError):
        return False
    return names_place and shown.strip() == f"{sys.version_info[:3]} {VENV}"


def _run(*command: str | Path) -> None:
    subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main())
