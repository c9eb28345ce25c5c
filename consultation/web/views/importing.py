"""A file of responses: sent, its columns told apart, its rows counted, and taken in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from consultation.actions import imports as actions
from consultation.permissions import Permission
from consultation.queries import asked_by
from consultation.queries import imports as queries
from consultation.rules.imports import guessed
from consultation.web.forms.importing import ColumnsForm, SendForm, StartForm
from consultation.web.presenters import importing as present
from consultation.web.views.acting import OPENS, WAYS, found
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent
from kernel.web.downloads import takes_files

RULE = "consultations_for"


@requires(Permission.RESPONSE_ENTER, opens=OPENS, object_rule=RULE)
def imports(request: SignedInRequest, slug: str) -> HttpResponse:
    """The files of which responses were taken in."""
    held = found(request, slug)
    shown = {"consultation": held, "rows": present.import_rows(held)}
    return render(request, "consultation/staff/imports.jinja", shown)


@takes_files
@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule=RULE)
def send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send a file."""
    held, form = found(request, slug), SendForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            table = form.cleaned_data["file"]
            draft = actions.draft_import(consultation=held, table=table, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            form.add_error("file", refusal.text)
        else:
            return redirect("consultation:lay_out_import", slug, draft.pk)
    return render(request, "consultation/staff/import_send.jinja", {"consultation": held, "form": form})


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule=RULE)
def lay_out(request: SignedInRequest, slug: str, reference: UUID) -> HttpResponse:
    """Say which column says what."""
    held = found(request, slug)
    draft = queries.draft_of(consultation=held, reference=reference)
    if draft is None:
        raise Http404
    told, questions = queries.contents_of(draft), present.questions_in(asked_by(consultation=held))
    places = told.get("places") or guessed(told["headings"], questions)
    form = ColumnsForm(sent(request), headings=told["headings"], questions=questions, guessed=places)
    if form.is_bound and form.is_valid():
        actions.lay_out(draft=draft, places=form.cleaned_data, at=timezone.now())
        return redirect("consultation:start_import", slug, reference)
    shown = {"consultation": held, "form": form, "facts": present.about_file(told, draft.rows)}
    return render(request, "consultation/staff/import_columns.jinja", shown)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule=RULE)
def start(request: SignedInRequest, slug: str, reference: UUID) -> HttpResponse:
    """What will come of the file, and the buttons that take in its good rows or none; then how far it is."""
    held = found(request, slug)
    came = next((one for one in queries.imports_of(consultation=held) if one.run.pk == reference), None)
    if came is not None:
        shown = {"consultation": held, "facts": present.import_facts(came), "is_over": came.is_over}
        return render(request, "consultation/staff/import_done.jinja", shown)
    draft = queries.draft_of(consultation=held, reference=reference)
    if draft is None:
        raise Http404
    told, form = queries.contents_of(draft), StartForm(sent(request))
    if "preview" not in told:
        return redirect("consultation:lay_out_import", slug, reference)
    if form.is_bound and "none" in request.POST:
        actions.drop_import(draft=draft)
        messages.success(request, "Nothing of the file was taken in, and it is deleted.")
        return redirect("consultation:imports", slug)
    if form.is_bound:
        try:
            actions.start_import(draft=draft, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            form.is_valid()
            add_refusal(form, refusal)
        else:
            return redirect("consultation:start_import", slug, reference)
    shown = present.preview(told, draft.rows, present.questions_in(asked_by(consultation=held)))
    return render(
        request, "consultation/staff/import_start.jinja", shown | {"consultation": held, "form": form, "draft": draft}
    )
