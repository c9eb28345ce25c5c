"""Taking in the rows of files that were started, a thousand at a time.

Each thousand is one transaction that ends with their deletion: whoever dies in it leaves them as they were. Files of
one consultation wait for each other, so that no row that stands in two comes in twice.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from consultation.actions.storing import store_rows
from consultation.models import ImportedRow, ImportPart, ResponseImport
from consultation.queries.consultations import stage
from consultation.queries.imports import next_part, read_in, started_drafts
from consultation.workflow import Status

LONGEST: Final = 20.0
"""Seconds that one round of due work spends on files."""


def take_in(*, at: datetime) -> int:
    """Take in rows of whatever files wait, for up to 20 seconds; how many. Several may do it side by side."""
    until, done = time.monotonic() + LONGEST, 0
    while time.monotonic() < until:
        taken = _take_in_next(at=at)
        if taken is None:
            break
        done += taken
    return done


@transaction.atomic
def _take_in_next(*, at: datetime) -> int | None:
    """The next part of a file that nobody else works on; None where there is none."""
    draft = started_drafts().select_for_update(of=("self",), skip_locked=True).select_related("consultation").first()
    if draft is None:
        return None
    part = next_part(draft)
    if part is None or stage(consultation=draft.consultation, at=at) not in (Status.OPEN, Status.CLOSED):
        ImportPart.objects.filter(draft=draft).delete()  # what is left after the analysis was finished stays out
        draft.delete()
        return 0
    taken = _store(ResponseImport.objects.get(pk=draft.pk), read_in(part))
    part.delete()
    return taken


def _store(run: ResponseImport, rows: Sequence[dict[str, Any]]) -> int:
    """Make responses of the rows but those that another file has brought meanwhile."""
    known = set(ImportedRow.objects.filter(key__in=[row["key"] for row in rows]).values_list("key", flat=True))
    fresh = [row for row in rows if row["key"] not in known]
    store_rows(run=run, rows=fresh)
    return len(fresh)
