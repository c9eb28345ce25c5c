"""A manager's own case: from when they are asked to respond."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web import presenters
from conduct.web.forms.cases import ResponseForm
from conduct.web.views.acting import sent
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render

OPENS = ("conduct.case", "reference")


@requires(Permission.OWN_CASE_VIEW, object_rule="own_cases", lists="conduct.case")
def own_cases(request: SignedInRequest) -> HttpResponse:
    """The cases that one may know of. Of any other nothing shows, and nothing is asked of the database."""
    found = list(queries.own_cases(user=request.user))
    note_shown(request, [case.reference for case in found], count=len(found))
    rows = presenters.own_case_list(found, at=timezone.now())
    return render(request, "conduct/own_cases/list.jinja", {"rows": rows})


@requires(Permission.OWN_CASE_VIEW, opens=OPENS, object_rule="own_cases")
def own_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """The allegations, the response and, once served, the decision."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    return render(
        request, "conduct/own_cases/page.jinja", presenters.own_case_page(case, user=request.user, at=timezone.now())
    )


@requires(Permission.OWN_CASE_ANSWER, methods=("GET", "POST"), opens=OPENS, object_rule="own_cases")
def respond(request: SignedInRequest, reference: str) -> HttpResponse:
    """Answer the allegations, once."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    form = ResponseForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.respond(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have received your response.")
            return redirect("conduct:own_case", reference=case.reference)
    shown = presenters.own_case_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/own_cases/respond.jinja", {**shown, "form": form})
