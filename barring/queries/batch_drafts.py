"""Reads of files that were sent and not started: an organisation's own, what is in them, how the last was laid out."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from barring.models import BatchDraft, BatchDraftPart, BatchLayout
from barring.queries.batches import id_in
from kernel.keys import unseal

SEALED_FOR = "batch-drafts"


def drafts_of(*, organisation_id: int) -> QuerySet[BatchDraft]:
    """An organisation's own files that were not started yet."""
    return BatchDraft.objects.filter(organisation_id=organisation_id)


def draft_of(*, organisation_id: int, reference: str) -> BatchDraft | None:
    """The organisation's own file of this reference; None if it has none, or it was started."""
    id = id_in(reference)
    return drafts_of(organisation_id=organisation_id).filter(pk=id).first() if id else None


def draft_about(draft: BatchDraft, first_row: int = 0) -> str:
    """What a file's parts are sealed about, and with 0 the file's own: each opens in its place only."""
    return f"draft {draft.pk} {first_row}"


def about_layout(organisation_id: int) -> str:
    """What an organisation's remembered layout is sealed about."""
    return f"layout {organisation_id}"


def contents_of(draft: BatchDraft) -> dict[str, Any]:
    """What the file is called and how it is headed; once it is laid out, its `places` and their `preview`."""
    told: dict[str, Any] = json.loads(unseal(purpose=SEALED_FOR, sealed=draft.sealed, about=draft_about(draft)))
    return told


def parts_of(draft: BatchDraft) -> Iterator[tuple[int, list[str] | str]]:
    """Every row with its number, counted from one: its cells, or the code of what is wrong with it."""
    for part in BatchDraftPart.objects.filter(draft=draft).order_by("first_row").iterator(chunk_size=4):
        text = unseal(purpose=SEALED_FOR, sealed=part.sealed, about=draft_about(draft, part.first_row))
        yield from enumerate(json.loads(text), part.first_row)


def remembered_by(*, organisation_id: int) -> dict[str, str]:
    """Column by heading, as in the organisation's last file; empty where there was none."""
    layout = BatchLayout.objects.filter(organisation_id=organisation_id).first()
    if layout is None:
        return {}
    about = about_layout(organisation_id)
    remembered: dict[str, str] = json.loads(unseal(purpose=SEALED_FOR, sealed=layout.sealed, about=about))
    return remembered
