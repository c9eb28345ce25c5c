"""Responses that tell of wrongdoing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries.disclosures import disclosure_of
from consultation.queries.finding import responses_for
from consultation.rules.disclosures import steps_after
from consultation.web.forms.disclosures import DisclosureForm
from consultation.web.views.reading import RESPONSE
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent


@requires(Permission.RESPONSE_CODE, methods=("GET", "POST"), opens=RESPONSE, object_rule="responses_for")
def disclosure(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """Say that a response tells of wrongdoing, and then what was done."""
    held = get_object_or_404(responses_for(user=request.user), consultation__slug=slug, public_number=number)
    found = disclosure_of(response=held)
    steps = steps_after([step.done for step in found.steps], may_pass_on=found.may_pass_on)
    form = DisclosureForm(sent(request), steps=steps)
    if form.is_bound and form.is_valid():
        try:
            actions.step_disclosure(response=held, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "It is written down.")
            return redirect("consultation:response", slug=slug, number=number)
    shown = {"form": form, "response": held, "consultation": held.consultation, "may_pass_on": found.may_pass_on}
    return render(request, "consultation/staff/disclosure.jinja", shown)
