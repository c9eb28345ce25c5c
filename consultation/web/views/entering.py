"""Responses that came on paper, by email or by telephone."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import asked_by
from consultation.queries.files import asking_for_files, files_of
from consultation.rules.responding import Channel
from consultation.web.forms.drafting import SureForm
from consultation.web.forms.entering import EnterForm
from consultation.web.forms.files import PaperFileForm
from consultation.web.views.acting import OPENS, WAYS, act_on, acted, found
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import takes_files

if TYPE_CHECKING:
    from consultation.models import Response

ENTER = StepPage(
    "Enter a response",
    "Enter response",
    "Type what it says, and correct nothing. It cannot be changed afterwards. Leave out answers to equality questions.",
    done="The response is entered, and counts.",
)
ADD_FILE = StepPage(
    "Add a file that came with it",
    "Add file",
    "We keep a copy that we make of it, without its name.",
    done="It is added.",
)
TAKE_BACK = StepPage(
    "Take this file back", "Take back", "Nobody can read it any more.", variant="warning", done="It is taken back."
)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def enter(request: SignedInRequest, slug: str) -> HttpResponse:
    """One response, all on one page."""
    held = found(request, slug)

    def act(**given: Any) -> None:
        number = actions.enter_response(consultation=held, **given).public_number
        messages.info(request, f"Write its number on the paper, to find it again: {number}")

    return act_on(request, held, EnterForm(asked_by(consultation=held), sent(request)), act, ENTER)


@takes_files
@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def add_file(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """Add a file that came with a response on paper, by email or by telephone."""
    response = _entered(request, slug, number)
    asking = {str(each.pk): each for each in asking_for_files(response=response)}
    asked = [each for section in asked_by(consultation=response.consultation) for each in section.questions]
    words = {str(each.pk): f"{each.number}. {each.text}" for each in asked if str(each.pk) in asking}
    form = PaperFileForm(sent(request), request.FILES or None, questions=words)

    def act(*, question: str, **given: Any) -> None:
        actions.add_paper_file(response=response, question=asking[question], **given)

    return _act_on_file(request, response, form, act, ADD_FILE)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def take_file_back(request: SignedInRequest, slug: str, number: str, place: int) -> HttpResponse:
    """Take back a file that was added to the wrong response."""
    response = _entered(request, slug, number)
    get_object_or_404(files_of(response=response), number=place, added_by__isnull=False)
    act = partial(actions.take_paper_file_back, response=response, number=place)
    return _act_on_file(request, response, SureForm(sent(request)), act, TAKE_BACK)


def _entered(request: SignedInRequest, slug: str, number: str) -> "Response":
    response: Response = get_object_or_404(found(request, slug).responses, public_number=number)
    if response.channel == Channel.WEB:
        raise Http404
    return response


def _act_on_file(
    request: SignedInRequest, response: "Response", form: forms.Form, act: Any, page: StepPage
) -> HttpResponse:
    if acted(request, form, act, done=page.done):
        return redirect("consultation:response", response.consultation.slug, response.public_number)
    shown = {"consultation": response.consultation, "response": response, "form": form, "page": page}
    return render(request, "consultation/staff/response_step.jinja", shown)
