"""A manager asks for a correction; a registrar decides."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent
from register import actions, queries
from register.permissions import Permission
from register.web import presenters
from register.web.forms.corrections import AskForCorrectionForm, DecideCorrectionForm
from register.web.forms.search import CorrectionSearchForm
from register.web.views.acting import METHODS

PER_PAGE = 25
OPENS, RULE = ("register.correction", "pk"), "correction_requests"


@requires(Permission.CORRECTION_REQUEST, methods=METHODS, object_rule="own_person", unlogged="one’s own requests")
def ask_for_correction(request: SignedInRequest) -> HttpResponse:
    """Ask for one's own entry to be corrected, and see what came of it."""
    person = queries.own_person(request.user)
    if person is None:
        raise Http404
    form = AskForCorrectionForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.ask_for_correction(person=person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Your request was sent. A registrar will decide, and we will email you.")
            return redirect("register:ask_for_correction")
    requests = [presenters.own_request(one) for one in queries.requests_of(person=person)]
    return render(request, "register/corrections/ask.jinja", {"form": form, "requests": requests})


@requires(Permission.CORRECTION_VIEW, object_rule=RULE, lists="register.correction")
def corrections(request: SignedInRequest) -> HttpResponse:
    """Requests of managers: those that wait unless others are asked for."""
    form = CorrectionSearchForm(request.GET if "status" in request.GET else {"status": "open"})
    form.is_valid()
    found = queries.correction_requests(status=form.cleaned_data.get("status", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [one.pk for one in page], count=page.paginator.count)
    context = {"search": form, "page": page, "rows": presenters.correction_rows(page), "query": request.GET}
    return render(request, "register/corrections/list.jinja", context)


@requires(Permission.CORRECTION_VIEW, opens=OPENS, object_rule=RULE)
def correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request, and the decision on it."""
    found = queries.correction_request(pk)
    if found is None:
        raise Http404
    shown = {"facts": presenters.correction_page(found), "correction": found}
    return render(request, "register/corrections/request.jinja", shown)


@requires(Permission.CORRECTION_DECIDE, methods=METHODS, opens=OPENS, object_rule=RULE)
def decide_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or refuse, with a reason."""
    found = queries.correction_request(pk)
    if found is None:
        raise Http404
    form = DecideCorrectionForm(sent(request))
    if form.is_bound and form.is_valid():
        decide = {"accept": actions.accept_correction, "refuse": actions.refuse_correction}
        try:
            decide[form.cleaned_data["decision"]](
                correction=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The decision was recorded and sent.")
            return redirect("register:correction", pk=pk)
    shown = {"facts": presenters.correction_page(found), "correction": found, "form": form}
    return render(request, "register/corrections/decide.jinja", shown)
