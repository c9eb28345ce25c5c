"""A trust's watches: whom it watches, one with its answers, begin, renew, end. Another's are not found.

Their addresses have the reference of the check that they began with: the trust's own reference may be a name.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions import watches as actions
from barring.actions.checks import OnBehalfOf, QuestionRefused, ask, question_of
from barring.permissions import Permission
from barring.queries import watch_desk as queries
from barring.rules.answers import Purpose
from barring.web.forms.watches import ConfirmForm, FindWatches, RenewWatch, WatchPerson
from barring.web.presenters import watches as present
from barring.web.views.checks import own_organisation
from kernel.access_log import note_shown
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render

if TYPE_CHECKING:
    from barring.queries.watch_desk import AnsweredWatch

PAGE_LENGTH = 25
ONE: Any = {"object_rule": "watches_of", "opens": ("barring.watch", "reference")}


@requires(Permission.WATCH_VIEW, object_rule="watches_of", lists="barring.watch")
def watches(request: SignedInRequest) -> HttpResponse:
    """The organisation's watches, newest first."""
    organisation, at = own_organisation(request), timezone.now()
    form = FindWatches(request.GET or None)
    chosen = form.chosen()
    found = queries.desk_watches(organisation_id=organisation.pk, at=at, **chosen)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [watch.first_check.reference for watch in page], count=page.paginator.count)
    context = {
        "form": form,
        "page": page,
        "head": present.HEAD,
        "rows": present.rows(page.object_list, at=at),
        "organisation": organisation,
        "is_filtered": any(chosen.values()),
        "ending": queries.ending_of(organisation_id=organisation.pk, at=at),
    }
    return render(request, "barring/watches/list.jinja", context)


@requires(Permission.WATCH_CHANGE, methods=("GET", "POST"), unlogged="the first check is the record")
def watch_person(request: SignedInRequest) -> HttpResponse:
    """Watch somebody from now on; begins with a check."""
    organisation, at = own_organisation(request), timezone.now()
    form = WatchPerson(request.POST or None, day=today(at))
    if request.method == "POST" and form.is_valid():
        asker = OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code)
        try:
            kept = actions.begin_watching(
                reference=form.cleaned_data["reference"], question=form.question, asker=asker, by=request.user, at=at
            )
        except QuestionRefused as refusal:
            form.add_faults(refusal)
        else:
            messages.success(request, "The person is watched from now on.")
            return redirect("barring:watch", reference=kept.first_check.reference)
    return render(request, "barring/watches/new.jinja", {"form": form, "organisation": organisation})


@requires(Permission.WATCH_VIEW, **ONE)
def watch(request: SignedInRequest, reference: str) -> HttpResponse:
    """One watch: whom and why, every answer with its receipt, and what the organisation was told."""
    found = _own(request, reference)
    history = queries.history_of(found)
    context = {
        "watch": found,
        "organisation": own_organisation(request),
        "facts": present.facts(found),
        "last_day": present.last_day(found),
        "ends_soon": present.ends_soon(found, at=timezone.now()),
        "head": present.ANSWER_HEAD,
        "rows": present.answer_rows(history),
        "events": present.events(history),
    }
    return render(request, "barring/watches/watch.jinja", context)


@requires(Permission.CHECK_ASK, methods=("POST",), **ONE)
def ask_again(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask now what the watch began with."""
    found, organisation = _own(request, reference), own_organisation(request)
    asker = OnBehalfOf(organisation_id=organisation.pk, organisation_code=organisation.code)
    try:
        check = ask(question=question_of(check=found.first_check), asker=asker, by=request.user)
    except ActionRefused as refusal:
        messages.error(request, refusal.text)
        return redirect("barring:watch", reference=reference)
    return redirect("barring:check", reference=check.reference)


@requires(Permission.WATCH_CHANGE, methods=("GET", "POST"), **ONE)
def renew_watch(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say why the person is to be watched for another year."""
    found = _own(request, reference)
    form = RenewWatch(request.POST or None, initial={"purpose": found.purpose})
    if form.is_valid():
        try:
            actions.renew_watch(watch=found, purpose=Purpose(form.cleaned_data["purpose"]), at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The watch goes on for a year.")
            return redirect("barring:watch", reference=reference)
    context = {"form": form, "watch": found, "last_day": present.last_day(found)}
    return render(request, "barring/watches/renew.jinja", context)


@requires(Permission.WATCH_CHANGE, methods=("GET", "POST"), **ONE)
def end_watch(request: SignedInRequest, reference: str) -> HttpResponse:
    """Watch somebody no longer, once confirmed."""
    found = _own(request, reference)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.stop_watching(watch=found, at=timezone.now())
        messages.success(request, "The person is not watched any more.")
        return redirect("barring:watches")
    return render(request, "barring/watches/end.jinja", {"form": form, "watch": found})


def _own(request: SignedInRequest, reference: str) -> "AnsweredWatch":
    organisation = own_organisation(request)
    found = queries.desk_watch(organisation_id=organisation.pk, reference=reference, at=timezone.now())
    return get_object_or_404(found)
