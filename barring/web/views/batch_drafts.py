"""A trust sends a file of people to be checked: says what its columns are, sees what will come of it, and starts."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from barring.actions.batch_drafts import draft_batch, lay_out, start_draft
from barring.actions.checks import OnBehalfOf
from barring.permissions import Permission
from barring.queries import batch_drafts as queries
from barring.queries.batches import batch_of
from barring.rules.layouts import guessed
from barring.web.forms.batches import LayOut, SendBatch, StartBatch
from barring.web.presenters import batches as present
from barring.web.views.checks import own_organisation
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import takes_files

if TYPE_CHECKING:
    from barring.models import BatchDraft


def asker_of(request: SignedInRequest) -> OnBehalfOf:
    """The organisation that asks."""
    organisation = own_organisation(request)
    return OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code)


def own_draft(request: SignedInRequest, reference: str) -> "BatchDraft":
    """The organisation's own file that was not started, or 404."""
    draft = queries.draft_of(organisation_id=own_organisation(request).pk, reference=reference)
    if draft is None:
        raise Http404
    return draft


@takes_files
@requires(Permission.CHECK_ASK, methods=("GET", "POST"), unlogged="nothing in the file is shown yet")
def send_batch(request: SignedInRequest) -> HttpResponse:
    """Send a file of people to be checked."""
    organisation = own_organisation(request)
    form = SendBatch(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        table, purpose = form.cleaned_data["file"], form.cleaned_data["purpose"]
        try:
            draft = draft_batch(
                table=table, purpose=purpose, asker=asker_of(request), by=request.user, at=timezone.now()
            )
        except ActionRefused as refusal:
            form.add_error("file", refusal.text)
        else:
            return redirect("barring:lay_out_batch", reference=draft.reference)
    return render(request, "barring/batches/send.jinja", {"form": form, "organisation": organisation})


@requires(Permission.CHECK_ASK, methods=("GET", "POST"), opens=("barring.batch", "reference"), object_rule="drafts_of")
def lay_out_batch(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say which column of the file says what: as in the last file, or as its headings seem to mean."""
    draft = own_draft(request, reference)
    told = queries.contents_of(draft)
    remembered = queries.remembered_by(organisation_id=draft.organisation_id)
    places = told.get("places") or guessed(told["headings"], remembered=remembered)
    form = LayOut(request.POST if request.method == "POST" else None, headings=told["headings"], guessed=places)
    if request.method == "POST" and form.is_valid():
        lay_out(draft=draft, places=form.cleaned_data)
        return redirect("barring:start_batch", reference=draft.reference)
    context = {"form": form, "facts": present.about_file(told, draft)}
    return render(request, "barring/batches/columns.jinja", context)


@requires(Permission.CHECK_ASK, methods=("GET", "POST"), opens=("barring.batch", "reference"), object_rule="drafts_of")
def start_batch(request: SignedInRequest, reference: str) -> HttpResponse:
    """What will come of the file, counted; and the button that starts it. Pressed twice, it leads to the same batch."""
    if batch_of(organisation_id=own_organisation(request).pk, reference=reference):
        return redirect("barring:batch", reference=reference)
    draft = own_draft(request, reference)
    told = queries.contents_of(draft)
    if "preview" not in told:
        return redirect("barring:lay_out_batch", reference=reference)
    form = StartBatch(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        start_draft(draft=draft, asker=asker_of(request), by=request.user, at=timezone.now())
        return redirect("barring:batch", reference=reference)
    preview = told["preview"]
    context = {
        "form": form,
        "draft": draft,
        "can_start": preview["ready"] > 0,
        "facts": [*present.about_file(told, draft), *present.preview_facts(preview)],
        "fault_head": present.FAULT_HEAD,
        "faults": present.faults_shown(preview),
        "head": present.SHOWN_HEAD,
        "rows": present.rows_as_read(preview),
    }
    return render(request, "barring/batches/start.jinja", context)
