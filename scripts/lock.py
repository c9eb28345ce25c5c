"""Locks the dependencies of pyproject.toml again, with hashes and without any address: `make lock [UPGRADE=1]`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "development": ("embedded", "development"),
    "bench": ("embedded", "bench"),
    "embedded": ("embedded",),
    "production": (),
}
UV = "uv==0.13.9"
FLAGS = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet")


def main() -> int:
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([sys.executable, "-m", "venv", work], check=True)
        subprocess.run([f"{work}/bin/python", "-m", "pip", "install", "--quiet", UV], check=True)
        compile_lock = [f"{work}/bin/uv", "pip", "compile", *FLAGS, "--no-python-downloads"]
        upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
        for name, extras in LOCKS.items():
            # The smaller sets follow the largest, so that every installation runs the same versions.
            follow = [] if name == "development" else ["--constraint", "requirements/development.txt"]
            wanted = [argument for extra in extras for argument in ("--extra", extra)]
            target = ["pyproject.toml", "--output-file", f"requirements/{name}.txt"]
            subprocess.run([*compile_lock, *upgrade, *follow, *wanted, *target], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
