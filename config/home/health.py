"""Whether the system can answer: database, clock beside this machine's, ledger and its checkpoint, rules, disks."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection

from kernel.ledger import soundness

MOST_SKEW = timedelta(seconds=2)
LEAST_FREE = 50_000_000
"""Bytes on each disk of ours: room for what is being written, and for three files of PostgreSQL's log."""


def faults(*, at: datetime) -> list[str]:
    """What keeps the system from answering rightly, by name; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT clock_timestamp(), EXISTS (SELECT FROM kernel_ruleset WHERE during @> clock_timestamp())"
            )
            clock, has_rules = cursor.fetchone()
        found = ["ledger"] if soundness.fault() else []
    except Error:
        return ["database"]
    if abs(clock - at) > MOST_SKEW:
        found.append("clock")
    if not has_rules:
        found.append("rule_set")
    if _is_full():
        found.append("disk")
    return found


def _is_full() -> bool:
    """Whether a disk of ours takes no more. Of a database server elsewhere only its answers tell."""
    places = [Path(place) for place in (settings.STATE_DIR, settings.MEDIA_ROOT, settings.CHECKPOINT_DIR)]
    return any(place.is_dir() and shutil.disk_usage(place).free < LEAST_FREE for place in places)
