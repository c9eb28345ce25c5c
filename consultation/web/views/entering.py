"""Responses that came on paper, by email or by telephone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import asked_by
from consultation.web.forms.entering import EnterForm
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

ENTER = StepPage(
    "Enter a response",
    "Enter response",
    "Type what it says, and correct nothing. It cannot be changed afterwards. Leave out answers to equality questions.",
    done="The response is entered, and counts.",
)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def enter(request: SignedInRequest, slug: str) -> HttpResponse:
    """One response, all on one page."""
    held = found(request, slug)

    def act(**given: Any) -> None:
        number = actions.enter_response(consultation=held, **given).public_number
        messages.info(request, f"Write its number on the paper, to find it again: {number}")

    return act_on(request, held, EnterForm(asked_by(consultation=held), sent(request)), act, ENTER)
