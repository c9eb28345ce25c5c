"""The list of cases, one case, and its letter."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.web import presenters
from conduct.web.views.saving import saved_views_shown
from kernel.access_log import note_shown
from kernel.permissions import requires
from kernel.web import SignedInRequest, render

OPENS = ("conduct.case", "reference")
PER_PAGE = 50


@requires(Permission.CASE_VIEW, object_rule="cases_for", lists="conduct.case")
def cases(request: SignedInRequest) -> HttpResponse:
    """The cases this user may open, by stage and holder."""
    found = queries.cases_for(user=request.user)
    shown = presenters.case_list(found, request.GET, at=timezone.now())
    note_shown(request, [case.reference for case in shown["page"]], count=shown["page"].paginator.count)
    saved = saved_views_shown(request, "cases", address="conduct:cases")
    return render(request, "conduct/cases/list.jinja", {**shown, "saved": saved})


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    """One case, and what may be done in it next."""
    found = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = presenters.case_page(found, user=request.user, at=timezone.now())
    return render(request, "conduct/cases/page.jinja", shown)


@requires(Permission.CASE_SERVE, opens=OPENS, object_rule="cases_for")
def letter(request: SignedInRequest, reference: str) -> HttpResponse:
    """The latest notice, to print and post. There is none before the manager is asked to respond."""
    found = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    if found.response_asked_at is None:
        raise Http404
    return render(request, "letters/conduct_notice.jinja", presenters.letter_page(found, at=timezone.now()))


@requires(Permission.CASE_ASSIGN, lists="kernel.access")
def looked_at(request: SignedInRequest) -> HttpResponse:
    """Who opened the cases that this user holds without a part in them, and why."""
    looks = queries.looks_at_cases_of(user=request.user)
    page = Paginator(looks, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [look.pk for look in page], count=page.paginator.count)
    context = {"page": page, "rows": presenters.look_rows(page), "query": request.GET}
    return render(request, "conduct/cases/looked_at.jinja", context)
