"""Whether the system can answer: the database, its clock beside this machine's, the ledger and its checkpoint."""

from datetime import datetime, timedelta

from django.db import Error, connection

from kernel.ledger import soundness

MOST_SKEW = timedelta(seconds=2)


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
    return found
