"""Linked cases: which they are, and linking another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.work import LinkForm
from conduct.web.presenters import work as presenters
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
LINK = StepPage(
    "Link another case",
    "Link cases",
    "For cases about several managers of one failure. Each is led and decided by itself, and the link shows nobody a "
    "case that they may not open.",
    done="The cases are linked.",
)


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def linked(request: SignedInRequest, reference: str) -> HttpResponse:
    """The cases linked to a case that this user may open, and why they are."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = presenters.linked_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/cases/linked.jinja", shown)


@requires(Permission.CASE_OPEN, methods=("GET", "POST"), opens=OPENS, object_rule="cases_for")
def link(request: SignedInRequest, reference: str) -> HttpResponse:
    """Link another case that this user may open."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = LinkForm(sent(request), cases=queries.cases_for(user=request.user))
    if form.is_bound and form.is_valid():
        try:
            actions.link_cases(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, LINK.done)
            return redirect("conduct:case_linked", reference=case.reference)
    return render(request, "conduct/cases/step.jinja", {"form": form, "case": case, "page": LINK})
