"""Whether the system can answer: the database, and its clock beside this machine's."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection

MOST_SKEW = timedelta(seconds=2)


def faults(*, at: datetime) -> list[str]:
    """What keeps the system from answering rightly, by name; empty when it is ready."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT clock_timestamp(), EXISTS (SELECT FROM kernel_ruleset WHERE during @> clock_timestamp())"
            )
            clock, has_rules = cursor.fetchone()
    except DatabaseError:
        return ["database"]
    found = []
    if abs(clock - at) > MOST_SKEW:
        found.append("clock")
    if not has_rules:
        found.append("rule_set")
    return found
