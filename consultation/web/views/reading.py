"""Responses as they were sent, read by those who analyse them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultation.permissions import Permission
from consultation.queries.files import files_of
from consultation.queries.finding import responses_for
from consultation.web.presenters import reading as present
from consultation.web.views.acting import OPENS, found
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import attachment, made_file

RESPONSE = ("consultation.response", "number")


@requires(Permission.RESPONSE_VIEW, opens=OPENS, object_rule="consultations_for", lists="consultation.response")
def responses(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those that are sought, the latest first, with an excerpt of each."""
    shown = present.response_list(found(request, slug), request.GET)
    note_shown(request, [one.response.public_number for one in shown["page"]], count=shown["page"].paginator.count)
    return render(request, "consultation/staff/responses.jinja", shown)


@requires(Permission.RESPONSE_VIEW, opens=RESPONSE, object_rule="responses_for")
def response(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """One response, with every version that its sender sent."""
    held = get_object_or_404(responses_for(user=request.user), consultation__slug=slug, public_number=number)
    return render(request, "consultation/staff/response.jinja", present.response_page(held, request.GET))


@requires(Permission.RESPONSE_VIEW, opens=OPENS, object_rule="consultations_for")
def table(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is sought as a file: each answer a line, without names."""
    return made_file(present.csv_of(found(request, slug), request.GET), name=f"{slug}-responses.csv")


@requires(Permission.RESPONSE_VIEW, opens=RESPONSE, object_rule="responses_for")
def file(request: SignedInRequest, slug: str, number: str, place: int) -> HttpResponse:
    """A file that somebody sent with their response, to save."""
    held = get_object_or_404(responses_for(user=request.user), consultation__slug=slug, public_number=number)
    wanted = get_object_or_404(files_of(response=held), number=place)
    try:
        return attachment(wanted.file, stem=f"{slug}-{number}-{place}")
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect("consultation:response", slug=slug, number=number)
