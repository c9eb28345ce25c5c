"""Erasing as the owner of the tables does."""

from typing import Any

from kernel import ledger
from kernel.history import acting
from kernel.queries import system_user_id
from tests import database


def erase(model: Any, *keys: object) -> int:
    """Blank these rows and their history; how many rows that were."""
    with acting(user=system_user_id(), reason="Erasure"), database.as_owner():
        return ledger.erase(model=model, keys=keys, reason="Retention period over", authority="Schedule 3")
