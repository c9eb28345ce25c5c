"""For staff: what the manager of a case said and asked beside the response, and who acts for them."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.own_side import AnswerAdjustmentForm, EndRepresentationForm
from conduct.web.presenters.own_side import manager_section
from conduct.web.presenters.sections import sections_of
from conduct.web.views.acting import act_on_case, seen_of_case
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from uuid import UUID

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def manager(request: SignedInRequest, reference: str) -> HttpResponse:
    """The manager's side of a case."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    sections = sections_of(case, user=request.user, current="conduct:case_manager")
    return render(request, "conduct/cases/manager.jinja", manager_section(case) | {"sections": sections})


@requires(Permission.CASE_ADJUST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def answer_adjustment(request: SignedInRequest, reference: str, key: "UUID") -> HttpResponse:
    """Agree to an adjustment, or say why not."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    asked = get_object_or_404(queries.adjustments_of(case=case), key=key)
    form = AnswerAdjustmentForm(sent(request), initial=seen_of_case(case))
    page = StepPage(
        "Answer a request for an adjustment",
        "Send answer",
        done="The manager is told.",
        asked=f"{asked.what} Why: {asked.why}",
    )

    def decide(*, decision: str, **given: Any) -> object:
        return partial(actions.answer_adjustment, request=asked)(agree=decision == "agree", **given)

    return act_on_case(request, case, form, decide, page)


@requires(Permission.CASE_ADJUST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def end_representation(request: SignedInRequest, reference: str, key: "UUID") -> HttpResponse:
    """End that somebody acts for the manager, for a reason that the manager is told of."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    found = get_object_or_404(queries.representations_of(case=case), key=key, ended_at=None)
    form = EndRepresentationForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.end_representation(representation=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "They no longer see the case.")
            return redirect("conduct:case_manager", reference=reference)
    page = StepPage(f"End that {found.name} acts for the manager", "End it", variant="warning")
    return render(request, "conduct/cases/step.jinja", {"form": form, "case": case, "page": page})
