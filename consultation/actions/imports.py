"""A file of responses that somebody has sent: its columns are told apart, its rows read and counted, it is started.

It waits sealed, row by row as it came, until its rows are taken in, and is deleted when somebody gives it up, and when
nobody has started it for a day.
"""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from consultation.actions.previews import Preview
from consultation.actions.responses import require_enterable
from consultation.models import Consultation, ImportDraft, ImportedRow, ImportPart, ResponseImport
from consultation.queries.consultations import asked_by
from consultation.queries.imports import SEALED_FOR, about, contents_of, parts_of
from consultation.rules.imports import NotImported, Reader, RowFault, Taken
from kernel.files.examining import ExaminedTable
from kernel.keys import keyed_hash, seal
from kernel.models import User

KEPT: Final = timedelta(days=1)
ROWS_A_PART: Final = 1_000
KEYS: Final = "imported-rows"


@transaction.atomic
def draft_import(*, consultation: Consultation, table: ExaminedTable, by: User, at: datetime) -> ImportDraft:
    """Keep a file until it is started. Refuses an empty one, and before the opening or after the analysis."""
    require_enterable(consultation=consultation, at=at)
    if not table.rows:
        raise NotImported("The file has headings, and no row below them.")
    draft = ImportDraft(consultation=consultation, sent_by=by, rows=len(table.rows), created_at=at)
    told = {name: getattr(table, name) for name in ("name", "sheet", "other_sheets", "headings")}
    draft.sealed = _sealed(told, about(draft.pk))
    draft.save(force_insert=True)
    ImportPart.objects.bulk_create(
        ImportPart(
            draft=draft,
            first_row=start + 1,
            sealed=seal(
                purpose=SEALED_FOR,
                value=f"[{','.join(table.rows[start : start + ROWS_A_PART])}]",
                about=about(draft.pk, start + 1),
            ),
        )
        for start in range(0, len(table.rows), ROWS_A_PART)
    )
    return draft


@transaction.atomic
def lay_out(*, draft: ImportDraft, places: Mapping[str, str], at: datetime) -> ImportDraft:
    """Say which column of the file says what; read each row by it, and count what will come of it.

    `places` is what `consultation.rules.imports.Reader` takes. What was taken in before is told, and left out.
    """
    draft = ImportDraft.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=draft.pk)
    held, told = draft.consultation, contents_of(draft)
    asked = asked_by(consultation=held)
    reader = Reader(asked=asked, places=places, opens_at=held.opens_at, closes_at=held.closes_at, at=at)
    preview, times, references = Preview(), Counter[str](), dict[str, int]()
    for part, rows in parts_of(draft):
        good: list[dict[str, Any]] = []
        for number, cells in enumerate(rows, part.first_row):
            try:
                taken = reader.read(cells)
                _require_one_a_reference(taken, number, references)
            except RowFault as fault:
                preview.faulty(number, str(fault))
                continue
            good.append({"row": number, "key": _key(draft, taken, times), **vars(taken)})
        known = _taken_before(good)
        preview.read(good, known)
        fresh = [row for row in good if row["key"] not in known]
        part.read = _sealed(fresh, about(draft.pk, part.first_row, is_read=True))
        part.save(update_fields=["read"])
    draft.sealed = _sealed(told | {"places": dict(places), "preview": preview.told()}, about(draft.pk))
    draft.save(update_fields=["sealed"])
    return draft


def _require_one_a_reference(taken: Taken, number: int, references: dict[str, int]) -> None:
    if taken.reference and references.setdefault(taken.reference, number) != number:
        raise RowFault(f"Row {references[taken.reference]:,} has the same reference")


def _key(draft: ImportDraft, taken: Taken, times: Counter[str]) -> str:
    """Of what a row says: of its reference, or of all of it in whatever wording, and which of several alike it is."""
    said = f"reference {taken.reference}"
    if not taken.reference:
        answers = {pk: {**answer, "wording": 0} for pk, answer in taken.answers.items()}
        said = json.dumps(vars(taken) | {"answers": answers}, sort_keys=True)
    times[said_hash := keyed_hash(purpose=KEYS, value=f"{draft.consultation_id} {said}")] += 1
    return f"{said_hash}-{times[said_hash]}"


def _taken_before(rows: list[dict[str, Any]]) -> set[str]:
    return set(ImportedRow.objects.filter(key__in=[row["key"] for row in rows]).values_list("key", flat=True))


@transaction.atomic
def start_import(*, draft: ImportDraft, by: User, at: datetime) -> ResponseImport:
    """Have the good rows of a file taken in. Refuses one without any; started twice, it is taken in once."""
    draft = ImportDraft.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=draft.pk)
    if (run := ResponseImport.objects.filter(pk=draft.pk).first()) is not None:
        return run
    require_enterable(consultation=draft.consultation, at=at)
    told = contents_of(draft)
    good = told.get("preview", {}).get("ready", 0)
    if not good:
        raise NotImported("No row of this file can be taken in.")
    draft.started_at = at
    draft.save(update_fields=["started_at"])
    return ResponseImport.objects.create(
        pk=draft.pk, consultation=draft.consultation, name=told["name"], rows=draft.rows, good=good, by=by, at=at
    )


@transaction.atomic
def drop_import(*, draft: ImportDraft) -> None:
    """Take in nothing of a file, and delete it. One that was started stays."""
    _delete(ImportDraft.objects.filter(pk=draft.pk, started_at=None))


@transaction.atomic
def forget_imports(*, at: datetime) -> int:
    """Delete the files that nobody has started for a day; how many."""
    return _delete(ImportDraft.objects.filter(created_at__lt=at - KEPT, started_at=None))


def _delete(drafts: Any) -> int:
    keys = list(drafts.select_for_update().values_list("pk", flat=True))
    ImportPart.objects.filter(draft__in=keys).delete()
    deleted: int = ImportDraft.objects.filter(pk__in=keys).delete()[0]
    return deleted


def _sealed(told: Any, place: str) -> str:
    return seal(purpose=SEALED_FOR, value=json.dumps(told), about=place)
