"""Events that no other act of barring causes."""

from datetime import datetime

from django.db import transaction

from barring.queries.events import changed_since_assured, organisations_to_assure
from barring.queries.watches import watched_by
from barring.rules.receipts import EMPTY_TREE
from kernel.ledger import latest_head
from kernel.models import Event, EventType


@transaction.atomic
def give_assurance(*, at: datetime) -> int:
    """Once a London day, tell each organisation whose programs read events that we are there; how many were told.

    An event says how many people it watches, for how many of them something changed since the day before, and the
    ledger's newest head. Done twice at once, it is told once: PostgreSQL takes one a day.
    """
    due = organisations_to_assure(at=at)
    if not due:
        return 0
    head, changed = latest_head(), changed_since_assured(organisation_ids=due)
    watched = watched_by(organisation_ids=due)
    ledger = {"size": head.size, "root": head.root} if head else {"size": 0, "root": EMPTY_TREE}
    Event.objects.bulk_create(
        [
            Event(
                organisation_id=pk,
                type=EventType.ASSURANCE_DAILY,
                occurred_at=at,
                assurance={"watched": watched.get(pk, 0), "changed": changed.get(pk, 0), "ledger": ledger},
            )
            for pk in due
        ],
        ignore_conflicts=True,
    )
    return len(due)
