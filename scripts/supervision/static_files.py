"""Remembers which static files were collected, since collecting and compressing them again takes seconds."""

from __future__ import annotations

import hashlib

from supervision.state import ROOT, State

# What decides the collected files: our own, those of the locked packages, and how they are stored.
_SOURCES = ("assets", "requirements/production.txt", "config/settings.py", "kernel/web/static.py")


class StaticFiles:
    def __init__(self, state: State) -> None:
        self._collected = state.path / "static"
        self._note = state.path / "static.collected"

    def is_collected(self) -> bool:
        return self._collected.is_dir() and self._note.exists() and self._note.read_text() == _fingerprint()

    def note(self) -> None:
        """Call after collecting."""
        self._note.write_text(_fingerprint())


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in _SOURCES:
        place = ROOT / source
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                digest.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest() + "\n"
