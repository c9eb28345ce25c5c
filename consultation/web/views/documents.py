"""Documents of a consultation: attached and taken out by staff, read by everybody."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import shown_to_public
from consultation.queries.documents import documents_of
from consultation.web.forms.documents import DocumentForm
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.errors import ActionRefused
from kernel.limits import limited
from kernel.permissions import public, requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import attachment, takes_files

if TYPE_CHECKING:
    from consultation.models import Consultation

ADD = StepPage(
    "Add a document",
    "Add document",
    "Everybody can read it beside the questions. What a file says of who made it is taken out.",
    done="The document is added.",
)


@takes_files
@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """A further document of a draft."""
    held = found(request, slug)
    form = DocumentForm(sent(request), request.FILES if request.method == "POST" else None)
    return act_on(request, held, form, partial(actions.add_document, consultation=held), ADD)


@requires(Permission.CONSULTATION_CHANGE, methods=("POST",), opens=OPENS, object_rule="consultations_for")
def remove(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a document out of a draft."""
    removed = get_object_or_404(documents_of(consultation=found(request, slug)), number=number)
    try:
        actions.remove_document(document=removed, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
    return redirect("consultation:consultation", slug=slug)


@requires(Permission.CONSULTATION_VIEW, opens=OPENS, object_rule="consultations_for")
def of_staff(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """A document, also of a draft."""
    return _handed_out(request, found(request, slug), number)


@public()
@limited
def document(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A document, for everybody who may read the consultation."""
    return _handed_out(request, get_object_or_404(shown_to_public(slug=slug)), number)


def _handed_out(request: HttpRequest, held: "Consultation", number: int) -> HttpResponse:
    wanted = get_object_or_404(documents_of(consultation=held), number=number)
    try:
        return attachment(wanted.file, stem=f"{held.slug}-{number}")
    except ActionRefused as refusal:
        shown = {"consultation": held, "title": wanted.title, "refusal": refusal.text}
        return render(request, "consultation/public/document_waits.jinja", shown, status=409)
