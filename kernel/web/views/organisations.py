"""Organisations, for the regulator's staff."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kernel import actions, queries
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.web import add_refusal, presenters, render
from kernel.web.forms.organisations import NewOrganisationForm, OrganisationForm, OrganisationSearchForm

if TYPE_CHECKING:
    from kernel.models import Organisation

PER_PAGE = 25


@requires(KernelPermission.ORGANISATION_VIEW, unlogged="organisations, not people")
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations, found by code or name, class, and whether they are open."""
    day = today(timezone.now())
    form = OrganisationSearchForm(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state")
    found = queries.organisations(
        text=form.cleaned_data.get("q", ""),
        organisation_class=form.cleaned_data.get("kind", ""),
        open_on=day if state == "open" else None,
        closed_before=day if state == "closed" else None,
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = presenters.organisation_rows(page, day=day)
    context = {"search": form, "page": page, "rows": rows, "query": request.GET}
    return render(request, "kernel/organisations/list.jinja", context)


@requires(KernelPermission.ORGANISATION_VIEW, unlogged="organisations, not people")
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation and the history of its entry."""
    found = _find(code)
    context = {
        "organisation": found,
        "facts": presenters.organisation_facts(found, day=today(timezone.now())),
        "events": presenters.organisation_events(found),
    }
    return render(request, "kernel/organisations/organisation.jinja", context)


@requires(KernelPermission.ORGANISATION_CHANGE, methods=("GET", "POST"), unlogged="organisations, not people")
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Enter a body that no file has."""
    form = NewOrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_organisation(**form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The organisation was entered.")
            return redirect("kernel:organisation", code=made.code)
    return render(request, "kernel/organisations/new.jinja", {"form": form})


@requires(KernelPermission.ORGANISATION_CHANGE, methods=("GET", "POST"), unlogged="organisations, not people")
def change_organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Correct or close an organisation, with a reason."""
    found = _find(code)
    now = {name: getattr(found, name) for name in ("name", "organisation_class", "closed_on")}
    form = OrganisationForm(request.POST or None, initial=now | {"successor": found.successor and found.successor.code})
    if form.is_valid():
        try:
            actions.change_organisation(organisation=found, **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The organisation was changed.")
            return redirect("kernel:organisation", code=found.code)
    return render(request, "kernel/organisations/change.jinja", {"organisation": found, "form": form})


def _find(code: str) -> "Organisation":
    found = queries.organisation_by_code(code)
    if found is None:
        raise Http404
    return found
