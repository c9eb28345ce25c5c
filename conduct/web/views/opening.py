"""Opening a case: find the person or enter them, then confirm. From a concern, or of the regulator's own motion."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web import presenters
from conduct.web.forms.cases import NewPersonForm, OpenCaseForm
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import sent
from kernel.web.forms.people import PersonSearchForm
from register import queries as register_queries

if TYPE_CHECKING:
    from conduct.models import Concern

OPENS, PEOPLE = ("conduct.concern", "number"), "register.person"
WAYS = ("GET", "POST")
PER_PAGE = 25


@requires(Permission.CASE_OPEN, methods=WAYS, opens=OPENS, object_rule="concerns_for", lists=PEOPLE)
def from_concern(request: SignedInRequest, number: int) -> HttpResponse:
    """Find whom the concern is about, and open a case on them."""
    return _find_and_open(request, get_object_or_404(queries.concerns_for(user=request.user), pk=number))


@requires(Permission.CASE_OPEN, methods=WAYS, lists=PEOPLE)
def of_own_motion(request: SignedInRequest) -> HttpResponse:
    """Open a case that no concern led to."""
    return _find_and_open(request, None)


@requires(Permission.CASE_OPEN, methods=WAYS, opens=OPENS, object_rule="concerns_for", lists=PEOPLE)
def new_person_from_concern(request: SignedInRequest, number: int) -> HttpResponse:
    """Enter whom the concern is about, who is not on the register, and open a case on them."""
    return _enter_and_open(request, get_object_or_404(queries.concerns_for(user=request.user), pk=number))


@requires(Permission.CASE_OPEN, methods=WAYS, lists=PEOPLE)
def new_person(request: SignedInRequest) -> HttpResponse:
    """Enter somebody who is not on the register, and open a case on them."""
    return _enter_and_open(request, None)


def _find_and_open(request: SignedInRequest, concern: "Concern | None") -> HttpResponse:
    now = timezone.now()
    form = OpenCaseForm(sent(request), initial=presenters.seen_of(concern))
    if form.is_bound and form.is_valid():
        person = queries.person_by_key(key=form.cleaned_data["person"])
        try:
            if person is None:
                raise ActionRefused("Choose somebody from the list.")
            seen = form.cleaned_data["seen"]
            case = actions.open_case(person=person, concern=concern, by=request.user, at=now, seen=seen)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **presenters.seen_of(concern))
        else:
            return _opened(request, case.reference)
    search = PersonSearchForm(request.GET if "q" in request.GET else None)
    shown = {"search": search, "form": form, **presenters.opening(concern)}
    if search.is_valid():
        found = register_queries.find_people(**search.asked, at=now)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        told = register_queries.told_apart(page)
        note_shown(request, [one.key for one in told], count=page.paginator.count)
        people = presenters.people(told)
        shown |= {"page": page, "people": people, "query": request.GET}
    return render(request, "conduct/cases/find_person.jinja", shown)


def _enter_and_open(request: SignedInRequest, concern: "Concern | None") -> HttpResponse:
    form, now = NewPersonForm(sent(request), initial=presenters.seen_of(concern)), timezone.now()
    same = form.look_for_same(register_queries.people_named, at=now)
    if form.is_bound and form.is_valid():
        try:
            case = actions.open_case_on_new_person(concern=concern, by=request.user, at=now, **form.person())
        except ActionRefused as refusal:
            form.show_refusal(refusal, **presenters.seen_of(concern))
        else:
            return _opened(request, case.reference)
    note_shown(request, [one.person.key for one in same], count=len(same), asked=form.typed)
    shown = {"form": form, "same": register_queries.told_apart(same), **presenters.opening(concern)}
    return render(request, "conduct/cases/new_person.jinja", shown)


def _opened(request: SignedInRequest, reference: str) -> HttpResponse:
    messages.success(request, f"Case {reference} is open. Record the acknowledgement next.")
    return redirect("conduct:case", reference=reference)
