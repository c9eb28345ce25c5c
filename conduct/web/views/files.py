"""Files on a case: added by staff, and by the manager with their response; opened by those who may."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.files import EvidenceForm, ResponseFileForm
from conduct.web.views.acting import sent_files
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent
from kernel.web.downloads import attachment, takes_files

if TYPE_CHECKING:
    from uuid import UUID

    from conduct.models import CaseFile

CASE = ("conduct.case", "reference")
FILE = ("conduct.file", "file")
WAYS = ("GET", "POST")


@takes_files
@requires(Permission.CASE_FILE_ADD, methods=WAYS, opens=CASE, object_rule="cases_for")
def add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Add evidence to a case."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = EvidenceForm(sent(request), sent_files(request))
    if form.is_bound and form.is_valid():
        try:
            actions.add_evidence(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The exhibit is added.")
            return redirect("conduct:evidence", reference=case.reference)
    return render(request, "conduct/cases/add_file.jinja", {"form": form, "case": case})


@requires(Permission.CASE_FILE_OPEN, opens=FILE, object_rule="cases_for")
def download(request: SignedInRequest, reference: str, file: "UUID") -> HttpResponse:
    """One file of a case, to save."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    found = get_object_or_404(queries.files_for(case=case, user=request.user), file=file)
    return _handed_out(request, found, back="conduct:case")


@takes_files
@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=CASE, object_rule="cases_to_answer")
def add_own(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send a file with one's response."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    form = ResponseFileForm(sent(request), sent_files(request))
    if form.is_bound and form.is_valid():
        try:
            actions.add_response_file(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have received your file.")
            return redirect("conduct:own_case", reference=case.reference)
    return render(request, "conduct/own_cases/add_file.jinja", {"form": form, "case": case})


@requires(Permission.OWN_CASE_VIEW, opens=FILE, object_rule="own_cases")
def download_own(request: SignedInRequest, reference: str, file: "UUID") -> HttpResponse:
    """A file that one sent oneself, as those see it who read it."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    found = get_object_or_404(queries.own_files(case=case), file=file)
    return _handed_out(request, found, back="conduct:own_case")


def _handed_out(request: SignedInRequest, found: "CaseFile", *, back: str) -> HttpResponse:
    reference = found.case.reference
    try:
        return attachment(found.file, stem=f"{reference}-{found.kind}-{found.number}")
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect(back, reference=reference)
