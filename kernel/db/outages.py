"""Times at which PostgreSQL cannot answer: it is away, starting, full or busy, or took longer than it may.

Nothing is wrong then with the request or with the program, and it may be sent again.
"""

from django.db import DatabaseError, Error, InterfaceError, InternalError, OperationalError

RETRY_AFTER = 5
"""Seconds after which to ask again: a restart takes about as long."""
PASSING = ("08", "25P03", "40", "53", "55P03", "57", "58")
"""What SQLSTATEs begin with: connection, idle in a transaction, rolled back, resources, lock, stopped, system."""


def is_outage(fault: BaseException | None) -> bool:
    """Whether a fault is PostgreSQL's not answering. One of a statement is not, nor of what it was given."""
    if not isinstance(fault, Error):
        return False
    state = getattr(fault.__cause__, "pgcode", None)
    if state is None:  # it never came to a statement: no connection, or one that broke
        # psycopg2 says no more than DatabaseError of an answer that was cut off in the middle.
        return isinstance(fault, OperationalError | InterfaceError) or type(fault) is DatabaseError
    return isinstance(fault, OperationalError | InternalError) and state.startswith(PASSING)
