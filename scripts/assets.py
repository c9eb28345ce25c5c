"""Copies NHS.UK frontend into assets/vendor/nhsuk, as npm delivers it but for what pages may not fetch.

Out go the fonts (licensed, and on another host), source maps and the parts a page never loads.
"""

import hashlib
import re
import shutil
from pathlib import Path

import node

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "nhsuk-frontend"
VENDOR = ROOT / "assets" / "vendor"
STAMP = VENDOR / ".installed"  # collectstatic passes over names that begin with a dot
KEPT = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js")

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)")
_ABSOLUTE = re.compile(r"url\((['\"]?)/assets/")


def install() -> None:
    """Fetch the locked package and copy its files, unless that has been done for this lock and this script."""
    if STAMP.exists() and STAMP.read_text() == _fingerprint():
        return
    print("Fetching the front-end assets; this happens once.", flush=True)
    draft = VENDOR.with_name(".vendor")
    shutil.rmtree(draft, ignore_errors=True)
    with node.packages(ROOT) as packages:
        _copy(packages.modules / PACKAGE / "dist" / "nhsuk", draft / "nhsuk")
    shutil.rmtree(VENDOR, ignore_errors=True)
    draft.rename(VENDOR)
    STAMP.write_text(_fingerprint())


def _copy(dist: Path, target: Path) -> None:
    shutil.copytree(dist / "assets", target / "assets")
    for name in KEPT:
        text = (dist / name).read_text(encoding="utf-8")
        text = _SOURCE_MAP.sub("", _ABSOLUTE.sub(r"url(\1assets/", _FONT_FACE.sub("", text)))
        if "url(http" in text or "url(/" in text:
            raise OSError(f"{name} still fetches from elsewhere; see scripts/assets.py")
        (target / name).write_text(text.rstrip() + "\n", encoding="utf-8")


def _fingerprint() -> str:
    parts = (ROOT / "package-lock.json", Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest() + "\n"
