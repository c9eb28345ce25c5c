"""Every check that needs no test: linters, types, import contracts, templates, missing migrations."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
CHECKS: dict[str, list[str | Path]] = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "import contracts": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed = [name for name, passed in zip(CHECKS, pool.map(_passes, CHECKS), strict=True) if not passed]
    if failed:
        print(f"make check: failed: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(name: str) -> bool:
    began = time.monotonic()
    ran = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    passed = ran.returncode == 0
    verdict = "ok" if passed else f"FAILED\n{ran.stdout}{ran.stderr}".rstrip()
    print(f"{name:<17} {time.monotonic() - began:5.1f} s  {verdict}", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
