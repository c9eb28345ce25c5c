"""Management commands, run beside the running system as its operator does."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from kernel.permissions import STAFF_ROLES
from tests.journeys.looking import System

ROOT = Path(__file__).parents[2]
TRUSTS = ROOT / "kernel" / "reference" / "ods_nhs_trusts_2025-07.csv"
OUTSIDE = {"DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL", "BASE_URL", "EMAIL_URL", "MEDIA_ROOT", "KEYRING_DIR"}
"""Settings of the test run that the system under test must not inherit."""


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OUTSIDE}


def manage(system: System, *arguments: str, given: str = "") -> str:
    """Run a management command against the running system, and return what it prints."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=inherited() | {"STATE_DIR": str(system.state)},
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(system: System) -> System:
    """Set an empty system up as its operator would: the real trusts, then the first accounts and API clients."""
    manage(system, "import_organisations", str(TRUSTS))
    made = json.loads(manage(system, "bootstrap", given=json.dumps(_first_accounts())))
    return replace(system, demo=made)


def _first_accounts() -> dict[str, Any]:
    return {
        "staff": [
            {"email": f"{role}{nth}@regulator.example", "name": f"{role.words} {nth}", "roles": [role]}
            for role in sorted(STAFF_ROLES)
            for nth in (1, 2)
        ],
        "managers": [],
        "trust_users": [
            {"email": f"{role}@{code.lower()}.example", "organisation": code, "roles": [role]}
            for code in ("RJ1", "R0A")
            for role in ("trust_user", "trust_administrator")
        ],
        "api_clients": [{"organisation": code, "scopes": []} for code in ("RJ1", "R0A")],
    }
