"""What to show a newcomer: where the system is and how to sign in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path


def describe(demo: Path, address: str) -> Iterator[str]:
    """Lines for the screen: the address and, where there is demonstration data, one user of each role."""
    yield f"The register is at {address}"
    try:
        users = json.loads(demo.read_text(encoding="utf-8"))["users"]
    except (OSError, ValueError, KeyError):
        return
    yield f"Sign in at {address}sign-in/ (invented people; everybody is in {demo})."
    yield "Whoever has a key here is asked for a code: add the key to an authenticator app, or run"
    yield "  python3 scripts/one_time_code.py KEY"
    yield f"  {'role':<22} {'email':<44} {'password':<18} key"
    shown: set[str] = set()
    for user in users:
        if user["role"] not in shown:
            shown.add(user["role"])
            key = user["totp_secret"] or ""
            yield f"  {user['role']:<22} {user['email']:<44} {user['password']:<18} {key}".rstrip()
