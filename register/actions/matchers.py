"""The numbers that a search by name goes by, made again as the register grows."""

from datetime import datetime

from django.db import connection, transaction

from register.models import Matcher

ONE_AT_A_TIME = 7_012_027
GROWTH = 2
"""How many times as many names, or as few, make the counts that a matcher was made with too old."""
FEW = 512
"""With fewer names than these, how often each is on record says little of how common it is."""


def renew_matcher(*, at: datetime) -> int:
    """Make a matcher with the newest one's weights for the register as it now stands, if that is another size.

    Returns 1 if it did. The database counts the people and their names when the matcher is stored.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT count(*) FROM register_matchentry")
        (names,) = cursor.fetchone()
        newest = Matcher.objects.latest("pk")
        fewer, more = sorted((max(names, FEW), max(newest.counted, FEW)))
        if more < fewer * GROWTH:
            return 0
        weights, _, renewal = newest.version.rpartition(".")
        Matcher.objects.create(
            version=f"{weights}.{int(renewal) + 1}",
            weights=newest.weights,
            certain=newest.certain,
            review=newest.review,
            report=newest.report,
        )
    return 1
