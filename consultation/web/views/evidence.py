"""What many people said together: petitions, notes of workshops, groups' responses."""

from dataclasses import replace
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation.actions.evidence import keep_evidence, strike_evidence
from consultation.permissions import Permission
from consultation.web.forms.drafting import ReasonForm
from consultation.web.forms.evidence import EvidenceForm
from consultation.web.presenters import evidence as present
from consultation.web.views.acting import OPENS, WAYS, acted, found
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

KEEP = StepPage(
    "Keep a petition, notes or a group’s response",
    "Keep it",
    "It is no response, and whoever signed it or took part is counted apart. It cannot be changed "
    "afterwards, but struck out with a reason.",
    done="It is kept beside the responses.",
)
STRIKE = StepPage(
    "Strike this out",
    "Strike out",
    "it stays to be read, struck out and with your reason, and whoever signed it or took part is not counted. This "
    "cannot be taken back.",
    variant="warning",
    done="It is struck out.",
)


@requires(Permission.RESPONSE_VIEW, opens=OPENS, object_rule="consultations_for")
def evidence(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of it, with how many people there were of each kind."""
    shown = present.evidence_page(found(request, slug), user=request.user, at=timezone.now())
    return render(request, "consultation/staff/evidence.jinja", shown)


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def keep(request: SignedInRequest, slug: str) -> HttpResponse:
    """One more."""
    held, form = found(request, slug), EvidenceForm(sent(request))
    if acted(request, form, partial(keep_evidence, consultation=held), done=KEEP.done):
        return redirect("consultation:evidence", slug)
    return render(request, "consultation/staff/evidence_step.jinja", {"consultation": held, "form": form, "page": KEEP})


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def strike(request: SignedInRequest, slug: str, evidence: int) -> HttpResponse:
    """Strike out what was entered in error."""
    held = found(request, slug)
    wrong = get_object_or_404(held.evidence, pk=evidence)
    form, page = ReasonForm(sent(request)), replace(STRIKE, text=f"{wrong.title}: {STRIKE.text}")
    if acted(request, form, partial(strike_evidence, evidence=wrong), done=STRIKE.done):
        return redirect("consultation:evidence", slug)
    return render(request, "consultation/staff/evidence_step.jinja", {"consultation": held, "form": form, "page": page})
