"""What pages that act on a consultation share: one form, one action, back to the consultation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation.queries import consultations_for
from consultation.queries.coding import worded_questions
from kernel.errors import ActionRefused
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage

if TYPE_CHECKING:
    from django.forms import Form

    from consultation.models import Consultation, Question

OPENS = ("consultation.consultation", "slug")
WAYS = ("GET", "POST")


def found(request: SignedInRequest, slug: str) -> "Consultation":
    """The consultation of an address that the user may open."""
    return get_object_or_404(consultations_for(user=request.user), slug=slug)


def worded(request: SignedInRequest, slug: str, number: int) -> "Question":
    """The question of an address that is answered in words."""
    return get_object_or_404(worded_questions(consultation=found(request, slug)), pk=number)


def acted(request: SignedInRequest, form: "Form", act: Callable[..., Any], *, done: str) -> bool:
    """Do it, with the form's answers, and say so; or put what is wrong on the form, beside all that was typed."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act(by=request.user, at=timezone.now(), **form.cleaned_data)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, done)
    return True


def act_on(
    request: SignedInRequest,
    held: "Consultation",
    form: "Form",
    act: Callable[..., Any],
    page: StepPage,
    *,
    template: str = "consultation/staff/step.jinja",
    **shown: Any,
) -> HttpResponse:
    """Do it, and go back to the consultation; or show what is wrong."""
    if acted(request, form, act, done=page.done):
        return redirect("consultation:consultation", slug=held.slug)
    return render(request, template, shown | {"form": form, "consultation": held, "page": page})
