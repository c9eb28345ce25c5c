"""The receipts of a whole batch."""

from collections.abc import Iterator
from typing import Any

from barring.actions.receipts import sign_later
from barring.models import Check, CheckBatch
from barring.queries.batches import ROWS_A_READ
from barring.queries.receipts import receipt_of
from kernel.history import acting

RECEIPT_COLUMNS = ("row", "check_id", "receipt", "receipt_salt")


def receipts_of(*, batch: CheckBatch) -> Iterator[dict[str, Any]]:
    """The receipt of every row that was answered, in order; those that nobody has fetched yet are signed now.

    A thousand at a time, each in its own transaction. What was erased has none.
    """
    last = 0
    while True:
        with acting(tenant=batch.organisation_id):
            checks = Check.objects.filter(batch=batch, batch_row__gt=last).select_related("later_signature")
            some = list(checks.order_by("batch_row")[:ROWS_A_READ])
            sign_later(checks=some)
        for check in some:
            last = check.batch_row or 0
            if not check.is_erased:
                yield {
                    "row": check.batch_row,
                    "check_id": check.reference,
                    "receipt": receipt_of(check),
                    "receipt_salt": check.receipt_salt,
                }
        if len(some) < ROWS_A_READ:
            return
