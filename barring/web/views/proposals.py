"""Proposing a bar: find the person, or enter one who is not on the register, then say what is proposed."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions.bars import propose as propose_bar
from barring.permissions import Permission
from barring.queries import proposals as queries
from barring.rules.bars import Ground
from barring.web.forms import bars as forms
from barring.web.presenters import proposals as present
from kernel import rulesets
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms.people import EnterPersonForm, PersonSearchForm
from register import actions as register_actions
from register import queries as register_queries

METHODS = ("GET", "POST")
PER_PAGE = 25


@requires(Permission.BAR_PROPOSE, lists="register.person")
def find_person(request: SignedInRequest) -> HttpResponse:
    """Whom is it about? By number, any name and date of birth."""
    search, now = PersonSearchForm(request.GET if "q" in request.GET else None), timezone.now()
    context: dict[str, object] = {"search": search}
    if search.is_valid():
        found = register_queries.find_people(**search.asked, at=now)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        told = register_queries.told_apart(page)
        note_shown(request, [one.key for one in told], count=page.paginator.count)
        rows = present.people(told)
        context |= {"found": rows, "page": page, "query": request.GET}
    return render(request, "barring/bars/find_person.jinja", context)


@requires(Permission.BAR_PROPOSE, methods=METHODS, lists="register.person")
def add_person(request: SignedInRequest) -> HttpResponse:
    """Enter somebody who is not on the register, so that they can be barred."""
    form, now = EnterPersonForm(request.POST or None), timezone.now()
    same = form.look_for_same(register_queries.people_named, at=now)
    if form.is_bound and form.is_valid():
        try:
            person = register_actions.add_person(**form.person(), by=request.user, at=now)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The person is entered. They have a record, but no registration.")
            return redirect("barring:bar_propose", key=person.key)
    note_shown(request, [one.person.key for one in same], count=len(same), asked=form.typed)
    return render(request, "barring/bars/add_person.jinja", {"form": form, "same": register_queries.told_apart(same)})


@requires(Permission.BAR_PROPOSE, methods=METHODS, opens=("register.person", "key"), begins_work=True)
def propose(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ground, scope, reasons and dates."""
    person = get_object_or_404(queries.person_to_bar(user=request.user, key=key))
    years = rulesets.current(timezone.now()).bar_review_years
    form = forms.Propose(request.POST or None, review_years=years)
    if form.is_valid():
        given = form.cleaned_data
        try:
            bar = propose_bar(
                person=person,
                ground=Ground(given["ground"]),
                ground_detail=given["ground_detail"],
                terms=form.terms,
                by=request.user,
                at=timezone.now(),
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{bar.reference} is proposed. Serve notice of it next.")
            return redirect("barring:bar", reference=bar.reference)
    context = {"form": form, "person": present.person_rows(person)}
    return render(request, "barring/bars/propose.jinja", context)
