"""A file that somebody has sent and not started yet: its columns are told apart, its rows counted, it is started.

It waits sealed, row by row as it came, and is deleted when it is started, when its sender sends another, and after a
day at the latest.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from barring.actions.batch_previews import preview_of
from barring.actions.batch_rows import Row
from barring.actions.batches import ROWS_A_PART, NoRows, taking_in
from barring.actions.checks import Asker, OnBehalfOf
from barring.models import BatchDraft, BatchDraftPart, BatchLayout, CheckBatch
from barring.queries.batch_drafts import SEALED_FOR, about_layout, contents_of, draft_about, parts_of
from barring.rules.layouts import arranged, to_remember
from kernel.files.examining import ExaminedTable
from kernel.keys import seal

KEPT = timedelta(days=1)


@transaction.atomic
def draft_batch(*, table: ExaminedTable, purpose: str, asker: OnBehalfOf, by: Asker, at: datetime) -> BatchDraft:
    """Keep a file until it is started, in place of any that the same person has not started. Refuses (NoRows) an empty.

    Nothing in it is looked at but its headings.
    """
    if not table.rows:
        raise NoRows("The file has headings, and nobody below them.")
    _delete(BatchDraft.objects.filter(organisation_id=asker.organisation_id, asked_by_id=by.pk))
    draft = BatchDraft(
        organisation_id=asker.organisation_id,
        asked_by_id=by.pk,
        purpose=purpose,
        rows=len(table.rows),
        created_at=at,
    )
    told = {name: getattr(table, name) for name in ("name", "sheet", "other_sheets", "headings")}
    draft.sealed = _sealed(told, draft_about(draft))
    draft.save(force_insert=True)
    BatchDraftPart.objects.bulk_create(
        BatchDraftPart(
            organisation_id=asker.organisation_id,
            draft=draft,
            first_row=start + 1,
            sealed=seal(
                purpose=SEALED_FOR,
                value=f"[{','.join(table.rows[start : start + ROWS_A_PART])}]",
                about=draft_about(draft, start + 1),
            ),
        )
        for start in range(0, len(table.rows), ROWS_A_PART)
    )
    return draft


@transaction.atomic
def lay_out(*, draft: BatchDraft, places: Mapping[str, str]) -> BatchDraft:
    """Say which column of the file says what, and count what comes of it. Remembered for the organisation's next file.

    `places` is what `barring.rules.layouts.arranged` takes.
    """
    draft = BatchDraft.objects.select_for_update().get(pk=draft.pk)
    told = contents_of(draft)
    draft.sealed = _sealed(
        told | {"places": dict(places), "preview": preview_of(rows=_rows(draft, places), purpose=draft.purpose)},
        draft_about(draft),
    )
    draft.save(update_fields=["sealed"])
    remembered = to_remember(told["headings"], places)
    layout = seal(purpose=SEALED_FOR, value=json.dumps(remembered), about=about_layout(draft.organisation_id))
    BatchLayout.objects.update_or_create(organisation_id=draft.organisation_id, defaults={"sealed": layout})
    return draft


@transaction.atomic
def start_draft(*, draft: BatchDraft, asker: OnBehalfOf, by: Asker, at: datetime) -> CheckBatch:
    """Ask about everybody in the file, in a batch of the draft's id. Refuses (DoesNotExist) one that was started."""
    draft = BatchDraft.objects.select_for_update().get(pk=draft.pk)
    places = contents_of(draft)["places"]
    with taking_in(asker=asker, by=by, id=draft.pk) as intake:
        for _number, row in _rows(draft, places):
            intake.add(row)
        batch = intake.finish(purpose=draft.purpose, at=at)
    _delete(BatchDraft.objects.filter(pk=draft.pk))
    return batch


def forget_drafts(*, at: datetime) -> int:
    """Delete the files that nobody has started for a day; how many."""
    with transaction.atomic():
        return _delete(BatchDraft.objects.filter(created_at__lt=at - KEPT))


def _delete(drafts: Any) -> int:
    BatchDraftPart.objects.filter(draft__in=drafts).delete()
    deleted: int = drafts.delete()[0]
    return deleted


def _sealed(told: Mapping[str, Any], about: str) -> str:
    return seal(purpose=SEALED_FOR, value=json.dumps(told), about=about)


def _rows(draft: BatchDraft, places: Mapping[str, str]) -> Iterator[tuple[int, Row]]:
    """Each row by its number, as a batch takes it."""
    for number, cells in parts_of(draft):
        yield number, {"code": cells, "client_ref": ""} if isinstance(cells, str) else arranged(cells, places)
