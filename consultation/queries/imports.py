"""Files of responses: what waits, sealed, and what came of those that were taken in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consultation.models import Consultation, ImportDraft, ImportPart, ResponseImport
from kernel.keys import unseal

SEALED_FOR = "response-imports"


@dataclass(frozen=True, kw_only=True)
class Came:
    """One file of which rows were taken in, and how many of its good rows were so far."""

    run: ResponseImport
    taken: int
    is_over: bool


def draft_of(*, consultation: Consultation, reference: UUID) -> ImportDraft | None:
    """A file that was sent for this consultation and not started yet."""
    return ImportDraft.objects.filter(consultation=consultation, pk=reference, started_at=None).first()


def about(draft: UUID, first_row: int = 0, *, is_read: bool = False) -> str:
    """What a file's parts are sealed about, and with 0 the file's own: each opens in its place only."""
    return f"import {draft} {first_row} {'read' if is_read else 'raw'}"


def contents_of(draft: ImportDraft) -> dict[str, Any]:
    """What the file is called and how it is headed; once it is laid out, its `places` and their `preview`."""
    told: dict[str, Any] = json.loads(unseal(purpose=SEALED_FOR, sealed=draft.sealed, about=about(draft.pk)))
    return told


def parts_of(draft: ImportDraft) -> Iterator[tuple[ImportPart, list[list[str] | str]]]:
    """The file's parts in order, each with its rows as they came."""
    for part in ImportPart.objects.filter(draft=draft).order_by("first_row").iterator(chunk_size=4):
        text = unseal(purpose=SEALED_FOR, sealed=part.sealed, about=about(draft.pk, part.first_row))
        yield part, json.loads(text)


def read_in(part: ImportPart) -> list[dict[str, Any]]:
    """The rows of a part that can be taken in, each with its number and its key."""
    if not part.read:
        return []
    place = about(part.draft_id, part.first_row, is_read=True)
    rows: list[dict[str, Any]] = json.loads(unseal(purpose=SEALED_FOR, sealed=part.read, about=place))
    return rows


def imports_of(*, consultation: Consultation) -> list[Came]:
    """The files of which rows were taken in, the latest first."""
    found = consultation.imports.select_related("by").annotate(count=Count("taken"))
    waiting = set(ImportDraft.objects.filter(consultation=consultation).values_list("pk", flat=True))
    return [Came(run=run, taken=run.count, is_over=run.pk not in waiting) for run in found]


def next_part(draft: ImportDraft) -> ImportPart | None:
    """The part of a file whose turn it is."""
    return ImportPart.objects.filter(draft=draft).order_by("first_row").first()


def started_drafts() -> QuerySet[ImportDraft]:
    """Files whose rows are to be taken in, the one that was started first first; of each consultation one at a time."""
    started = ImportDraft.objects.exclude(started_at=None)
    earlier = Q(started_at__lt=OuterRef("started_at")) | Q(started_at=OuterRef("started_at"), pk__lt=OuterRef("pk"))
    before = started.filter(earlier, consultation=OuterRef("consultation"))
    return started.filter(~Exists(before)).order_by("started_at", "pk")
