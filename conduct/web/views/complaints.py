"""Complaints about the service: made on one's own pages, dealt with by staff who work on no case of theirs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions
from conduct.permissions import Permission
from conduct.queries.complaints import complaints_for, own_complaints
from conduct.web.forms.complaints import AnswerComplaintForm, ComplaintForm
from conduct.web.presenters.complaints import complaint_rows, complaint_shown
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

OPENS = ("conduct.complaint", "reference")
WAYS = ("GET", "POST")
MOST = 200


@requires(Permission.OWN_COMPLAINT, methods=WAYS, object_rule="own_complaints", lists="conduct.complaint")
def own(request: SignedInRequest) -> HttpResponse:
    """What one complained about, and a new complaint."""
    form = ComplaintForm(sent(request))
    if form.is_bound and form.is_valid():
        made = actions.make_complaint(by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "We have received your complaint.")
        return redirect("conduct:own_complaint", reference=made.reference)
    found = list(own_complaints(user=request.user)[:MOST])
    note_shown(request, [one.reference for one in found], count=len(found))
    rows = complaint_rows(found, page="conduct:own_complaint")
    return render(request, "conduct/complaints/own.jinja", {"form": form, "rows": rows})


@requires(Permission.OWN_COMPLAINT, opens=OPENS, object_rule="own_complaints")
def own_one(request: SignedInRequest, reference: str) -> HttpResponse:
    """One of one's own, with the answer."""
    found = get_object_or_404(own_complaints(user=request.user), reference=reference)
    shown = complaint_shown(found, at=timezone.now(), staff=False)
    return render(request, "conduct/complaints/own_one.jinja", shown)


@requires(Permission.COMPLAINT_VIEW, object_rule="complaints_for", lists="conduct.complaint")
def complaints(request: SignedInRequest) -> HttpResponse:
    """Complaints that this user may deal with, newest first."""
    found = list(complaints_for(user=request.user)[:MOST])
    note_shown(request, [one.reference for one in found], count=len(found))
    rows = complaint_rows(found, page="conduct:complaint")
    return render(request, "conduct/complaints/list.jinja", {"rows": rows})


@requires(Permission.COMPLAINT_VIEW, methods=WAYS, opens=OPENS, object_rule="complaints_for")
def complaint(request: SignedInRequest, reference: str) -> HttpResponse:
    """One complaint, and its answer."""
    found = get_object_or_404(complaints_for(user=request.user), reference=reference)
    form = AnswerComplaintForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.answer_complaint(complaint=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "They are told that there is an answer.")
            return redirect("conduct:complaint", reference=reference)
    shown = complaint_shown(found, at=timezone.now(), staff=True)
    return render(request, "conduct/complaints/page.jinja", shown | {"form": form})


@requires(Permission.COMPLAINT_VIEW, methods=("POST",), opens=OPENS, object_rule="complaints_for")
def acknowledge(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tell whoever complained who deals with it."""
    found = get_object_or_404(complaints_for(user=request.user), reference=reference)
    try:
        actions.acknowledge_complaint(complaint=found, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
    else:
        messages.success(request, "They are told that you deal with it.")
    return redirect("conduct:complaint", reference=reference)
