"""A manager's own case: from when they are asked to respond."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.web import presenters
from kernel.access_log import note_shown
from kernel.permissions import requires
from kernel.web import SignedInRequest, render

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
