"""A trust checks everybody in a file: sends it, sees how far it is, reads and downloads the answers."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from barring.actions.batch_files import FileRefused, send_file
from barring.actions.batch_rows import COLUMNS
from barring.actions.batches import cancel
from barring.actions.checks import OnBehalfOf
from barring.permissions import Permission
from barring.queries import batches as queries
from barring.web.forms.batches import CancelBatch, FindRows, SendBatch
from barring.web.presenters import batches as present
from barring.web.views.checks import own_organisation
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.tables import csv_lines
from kernel.web import SignedInRequest, render
from kernel.web.downloads import takes_files

if TYPE_CHECKING:
    from barring.models import CheckBatch

PAGE_LENGTH = 50


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


@takes_files
@requires(Permission.CHECK_ASK, methods=("GET", "POST"), unlogged="the batch itself is the record")
def send_batch(request: SignedInRequest) -> HttpResponse:
    """Send a file of people to be checked."""
    organisation = own_organisation(request)
    form = SendBatch(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        asker = OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code)
        try:
            batch = send_file(
                pieces=form.cleaned_data["file"].chunks(),
                purpose=form.cleaned_data["purpose"],
                asker=asker,
                by=request.user,
                at=timezone.now(),
            )
        except (FileRefused, ActionRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("barring:batch", reference=batch.reference)
    context = {"form": form, "organisation": organisation, "columns": COLUMNS}
    return render(request, "barring/batches/send.jinja", context)


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
    }
    return render(request, "barring/batches/batch.jinja", context)


@requires(Permission.CHECK_VIEW, opens=("barring.batch", "reference"), object_rule="batches_of")
def batch_file(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """The answers as CSV, to keep."""
    batch = own_batch(request, reference)
    if not batch.is_over:
        raise Http404
    shown = (queries.row_shown(one) for one in queries.rows_answered(batch=batch))
    headers = {"Content-Disposition": f'attachment; filename="{batch.reference}.csv"'}
    lines = csv_lines(shown, columns=queries.ROW_COLUMNS)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


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
