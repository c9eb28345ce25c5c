"""A trust watches everybody in a file: sends it, sees how far it is, and which lines could not be watched."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from barring.actions.checks import OnBehalfOf
from barring.actions.watch_batches import start_watch_batch
from barring.permissions import Permission
from barring.queries import watch_batches as queries
from barring.rules.answers import Purpose
from barring.rules.watch_files import COLUMNS
from barring.web.forms.watches import UploadWatches
from barring.web.presenters import watches as present
from barring.web.views.checks import own_organisation
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import takes_files

PAGE_LENGTH = 50


@takes_files
@requires(Permission.WATCH_CHANGE, methods=("GET", "POST"), unlogged="the first checks are the record")
def upload_watches(request: SignedInRequest) -> HttpResponse:
    """Send a file of people to be watched."""
    organisation = own_organisation(request)
    form = UploadWatches(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = start_watch_batch(
            lines=form.cleaned_data["file"],
            purpose=Purpose(form.cleaned_data["purpose"]),
            asker=OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code),
            by=request.user,
            at=timezone.now(),
        )
        return redirect("barring:watch_file", reference=batch.reference)
    files = queries.watch_batches_of(organisation_id=organisation.pk)[:10]
    context = {
        "form": form,
        "organisation": organisation,
        "columns": COLUMNS,
        "head": present.FILE_HEAD,
        "rows": present.file_rows(files),
    }
    return render(request, "barring/watches/upload.jinja", context)


@requires(Permission.WATCH_VIEW, object_rule="watch_batches_of", opens=("barring.watch_batch", "reference"))
def watch_file(request: SignedInRequest, reference: str) -> HttpResponse:
    """How far a file is, and the lines that could not be watched."""
    batch = queries.watch_batch_of(organisation_id=own_organisation(request).pk, reference=reference)
    if batch is None:
        raise Http404
    page = Paginator(queries.faults_of(batch=batch), PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "facts": present.file_facts(batch, queries.progress_of(batch)),
        "is_over": batch.ended_at is not None,
        "head": present.FAULT_HEAD,
        "rows": present.fault_rows(page.object_list),
        "page": page,
        "query": request.GET,
    }
    return render(request, "barring/watches/file.jinja", context)
