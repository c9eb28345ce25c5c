"""Public references: CC-2026-0001, BAR-2026-0001. Without gaps, in the order given out."""

from datetime import datetime

from django.db import connection

from kernel.clocks import today


def next_reference(*, prefix: str, at: datetime) -> str:
    """The next reference of this prefix and London year.

    The counter's row stays locked to the end of the caller's transaction, so a number is neither used twice
    nor lost when the transaction is rolled back.
    """
    year = today(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_referencecounter AS c (prefix, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (prefix, year) DO UPDATE SET last = c.last + 1 RETURNING last",
            [prefix, year],
        )
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:04d}"
