"""The team queue: what is due and who holds it, several cases handed over at once, and saved views."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.work import AssignForm, SaveViewForm, TeamFilter
from conduct.web.presenters import fairness as fairness_presenters
from conduct.web.presenters import work as presenters
from conduct.web.views.saving import saved_views_shown
from kernel.access_log import note_shown
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, render

LIST_OF = {"cases": "conduct:cases", "concerns": "conduct:concerns", "team": "conduct:team"}
BOOKMARK = "a bookmark of the user's own"


@requires(Permission.CASE_ASSIGN, object_rule="cases_for", lists="conduct.case")
def team(request: SignedInRequest) -> HttpResponse:
    """Every open case with who holds it, by when it is due, how late and why; the latest first."""
    return _page(request, None)


@requires(Permission.CASE_ASSIGN, methods=("POST",), object_rule="cases_for", lists="conduct.case")
def assign(request: SignedInRequest) -> HttpResponse:
    """Several cases to one caseworker: first what will be done, then, confirmed, what was."""
    form = _assigning(request)
    if not form.is_valid():
        return _page(request, form)
    chosen = list(queries.open_cases_for(user=request.user).filter(reference__in=form.cleaned_data["cases"]))
    note_shown(request, [case.reference for case in chosen], count=len(chosen))
    given = {"caseworker": form.cleaned_data["caseworker"], "reason": form.cleaned_data["reason"]}
    if "confirmed" not in request.POST:
        shown = presenters.to_confirm(chosen, **given)
        return render(request, "conduct/cases/assign.jinja", {**shown, "form": form})
    done = actions.hand_cases_over(cases=chosen, by=request.user, at=timezone.now(), **given)
    return render(request, "conduct/cases/assigned.jinja", presenters.assigned(done, caseworker=given["caseworker"]))


@requires(Permission.CASE_ASSIGN, object_rule="cases_for", lists="conduct.case")
def declarations(request: SignedInRequest) -> HttpResponse:
    """Who was given a case and has not declared, and the conflicts that were declared."""
    shown = fairness_presenters.declarations_page(queries.cases_for(user=request.user))
    note_shown(request, shown["references"], count=len(shown["references"]))
    return render(request, "conduct/cases/declarations.jinja", shown)


@requires(KernelPermission.STAFF_HOME, methods=("POST",), unlogged=BOOKMARK)
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the filters of a list under a name."""
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "Enter a name for the view, of 60 characters or fewer.")
        return redirect(LIST_OF.get(request.POST.get("page", ""), "home:staff"))
    view = actions.save_view(by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, f"The view “{view.name}” is saved.")
    answer = redirect(LIST_OF[view.page])
    answer["Location"] += f"?{view.query}"
    return answer


@requires(KernelPermission.STAFF_HOME, methods=("POST",), object_rule="saved_views", unlogged=BOOKMARK)
def remove_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    view = get_object_or_404(queries.saved_views(user=request.user), pk=pk)
    back = LIST_OF[view.page]
    actions.remove_view(view=view, by=request.user, at=timezone.now())
    messages.success(request, "The view is removed.")
    return redirect(back)


def _assigning(request: SignedInRequest) -> AssignForm:
    offered = presenters.offered(queries.open_cases_for(user=request.user), at=timezone.now())
    sent = request.POST if request.method == "POST" else None
    return AssignForm(sent, offered=offered, people=queries.team_of_caseworkers())


def _page(request: SignedInRequest, form: AssignForm | None) -> HttpResponse:
    found = queries.open_cases_for(user=request.user)
    chosen = TeamFilter(request.GET, holders=queries.holders(found))
    rows: dict[str, Any] = presenters.team_queue(found, chosen, at=timezone.now())
    note_shown(request, list(rows["offered"]), count=rows["count"])
    shown = {
        **rows,
        "filter": chosen,
        "form": form or AssignForm(offered=rows["offered"], people=queries.team_of_caseworkers()),
        "saved": saved_views_shown(request, "team", address="conduct:team"),
    }
    return render(request, "conduct/cases/team.jinja", shown)
