"""A trust has checked everybody in a file: it sees how far that is, reads and downloads the answers and receipts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from barring.actions.batch_receipts import RECEIPT_COLUMNS, receipts_of
from barring.actions.batches import cancel
from barring.permissions import Permission
from barring.queries import batches as queries
from barring.web.forms.batches import CancelBatch, FindRows
from barring.web.presenters import batches as present
from barring.web.views.checks import own_organisation
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.tables import XLSX, csv_lines, xlsx_pieces
from kernel.web import SignedInRequest, render

if TYPE_CHECKING:
    from barring.models import CheckBatch

PAGE_LENGTH = 50
CSV = "text/csv; charset=utf-8"


def own_batch(request: SignedInRequest, reference: str) -> "CheckBatch":
    """The organisation's own batch, or 404."""
    batch = queries.batch_of(organisation_id=own_organisation(request).pk, reference=reference)
    if batch is None:
        raise Http404
    return batch


@requires(Permission.CHECK_VIEW, object_rule="batches_of", unlogged="it tells counts, and of nobody")
def batches(request: SignedInRequest) -> HttpResponse:
    """The organisation's own batches, newest first."""
    organisation = own_organisation(request)
    page = Paginator(queries.batches_of(organisation_id=organisation.pk), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"page": page, "head": present.HEAD, "rows": present.rows(page), "organisation": organisation}
    return render(request, "barring/batches/list.jinja", context)


@requires(Permission.CHECK_VIEW, opens=("barring.batch", "reference"), object_rule="batches_of")
def batch(request: SignedInRequest, reference: str) -> HttpResponse:
    """How far a batch is, and once it is over its answers row by row."""
    batch = own_batch(request, reference)
    form = FindRows(request.GET or None)
    listed: Any = queries.RowsListed(batch=batch, outcome=form.chosen())
    page: Any = Paginator(listed, PAGE_LENGTH).get_page(request.GET.get("page")) if batch.is_over else None
    if page:
        note_shown(request, [one.check.reference for one in page if one.check], count=page.paginator.count)
    context = {
        "batch": batch,
        "state": present.state(batch),
        "facts": present.facts(batch, at=timezone.now()),
        "percent": 100 * batch.progress.done // batch.rows,
        "counts": present.counts(batch),
        "form": form,
        "is_filtered": bool(form.chosen()),
        "page": page,
        "head": present.ROW_HEAD,
        "rows": present.answers(page or []),
        "chosen": f"?outcome={form.chosen()}" if form.chosen() else "",
    }
    return render(request, "barring/batches/batch.jinja", context)


@requires(Permission.CHECK_VIEW, opens=("barring.batch", "reference"), object_rule="batches_of")
def batch_csv(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The answers as CSV, to keep: all of them, or of one outcome."""
    rows, name = answers_of(request, reference)
    return download(csv_lines(rows, columns=queries.ROW_COLUMNS), f"{name}.csv", CSV)


@requires(Permission.CHECK_VIEW, opens=("barring.batch", "reference"), object_rule="batches_of")
def batch_xlsx(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The same as a workbook."""
    rows, name = answers_of(request, reference)
    return download(xlsx_pieces(rows, columns=queries.ROW_COLUMNS), f"{name}.xlsx", XLSX)


@requires(Permission.CHECK_VIEW, opens=("barring.batch", "reference"), object_rule="batches_of")
def batch_receipts(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The receipts of every row that was answered, to keep beside the answers."""
    batch = finished_batch(request, reference)
    lines = csv_lines(receipts_of(batch=batch), columns=RECEIPT_COLUMNS)
    return download(lines, f"{batch.reference}-receipts.csv", CSV)


def finished_batch(request: SignedInRequest, reference: str) -> "CheckBatch":
    """The organisation's own batch, once it is over, or 404."""
    batch = own_batch(request, reference)
    if not batch.is_over:
        raise Http404
    return batch


def answers_of(request: SignedInRequest, reference: str) -> tuple[Iterator[dict[str, Any]], str]:
    """The answers of a batch as they are chosen, and what their file is called."""
    batch, outcome = finished_batch(request, reference), FindRows(request.GET or None).chosen()
    rows = (queries.row_shown(one) for one in queries.rows_answered(batch=batch, outcome=outcome))
    return rows, f"{batch.reference}{f'-{outcome}' if outcome else ''}"


def download(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """A file to be saved, sent as it is made."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


@requires(Permission.CHECK_ASK, methods=("GET", "POST"), opens=("barring.batch", "reference"), object_rule="batches_of")
def cancel_batch(request: SignedInRequest, reference: str) -> HttpResponse:
    """Answer no more rows, once that is confirmed."""
    batch = own_batch(request, reference)
    form = CancelBatch(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(batch=batch, at=timezone.now())
        except ActionRefused as refusal:
            form.add_error(None, refusal.text)
        else:
            return redirect("barring:batch", reference=batch.reference)
    return render(request, "barring/batches/cancel.jinja", {"form": form, "batch": batch})
