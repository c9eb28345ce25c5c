"""Identity custodians: ask, decide, and be shown, once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.identities import AskForm, DecideForm
from conduct.web.presenters import identities as presenters
from conduct.workflow import IdentityAction
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

PER_PAGE = 25
OPENS, RULE = ("conduct.identity", "number"), "identities_for"
WAYS = ("GET", "POST")


@requires(Permission.IDENTITY_VIEW, object_rule=RULE, lists="conduct.identity")
def identities(request: SignedInRequest) -> HttpResponse:
    """What is sealed, and what waits for whoever looks."""
    page = Paginator(queries.identities_for(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [one.concern_id for one in page], count=page.paginator.count)
    shown = {
        "rows": presenters.identity_rows(list(page)),
        "waiting": presenters.waiting_rows(queries.waiting_requests(user=request.user, at=timezone.now())),
        "page": page,
        "query": request.GET,
    }
    return render(request, "conduct/identities/list.jinja", shown)


@requires(Permission.IDENTITY_VIEW, opens=OPENS, object_rule=RULE)
def identity(request: SignedInRequest, number: int) -> HttpResponse:
    """One sealed identity: who asked for it, and what came of it."""
    found = get_object_or_404(queries.identities_for(user=request.user), concern=number)
    shown = presenters.identity_page(found, user=request.user, at=timezone.now())
    return render(request, "conduct/identities/page.jinja", shown)


@requires(Permission.IDENTITY_ASK, methods=WAYS, opens=OPENS, object_rule=RULE, step_up=True)
def ask(request: SignedInRequest, number: int) -> HttpResponse:
    """Ask a second custodian to agree that it is opened."""
    found = get_object_or_404(queries.identities_for(user=request.user), concern=number)
    form = AskForm(sent(request), mode=found.concern.mode)
    if form.is_bound and form.is_valid():
        try:
            actions.ask_to_open(identity=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Another custodian must decide now.")
            return redirect("conduct:identity", number=number)
    return render(request, "conduct/identities/ask.jinja", {"form": form, "number": number})


@requires(Permission.IDENTITY_DECIDE, methods=WAYS, opens=OPENS, object_rule=RULE, step_up=True)
def decide(request: SignedInRequest, number: int, pk: int) -> HttpResponse:
    """Approve or refuse what another custodian asked for."""
    found = get_object_or_404(queries.identities_for(user=request.user), concern=number)
    asked = get_object_or_404(queries.identity_requests(identity=found), pk=pk)
    form = DecideForm(sent(request))
    if form.is_bound and form.is_valid():
        action, reason = IdentityAction(form.cleaned_data["decision"]), form.cleaned_data["reason"]
        try:
            actions.decide_on_opening(request=asked, action=action, reason=reason, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The decision was recorded.")
            return redirect("conduct:identity", number=number)
    facts = presenters.request_facts(asked)
    return render(request, "conduct/identities/decide.jinja", {"form": form, "number": number, "facts": facts})


@requires(Permission.IDENTITY_OPEN, methods=("POST",), opens=OPENS, object_rule=RULE, step_up=True)
def call(request: SignedInRequest, number: int, pk: int) -> HttpResponse:
    """Have it opened. The key of what comes back is in the page that this answers, and nowhere else."""
    found = get_object_or_404(queries.identities_for(user=request.user), concern=number)
    asked = get_object_or_404(queries.identity_requests(identity=found), pk=pk)
    try:
        key = actions.call_for_identity(request=asked, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect("conduct:identity", number=number)
    shown = {"number": number, "pk": pk, "key": key, "has_waited": False}
    return render(request, "conduct/identities/called.jinja", shown)


@requires(Permission.IDENTITY_OPEN, methods=("POST",), opens=OPENS, object_rule=RULE, step_up=True)
def show(request: SignedInRequest, number: int, pk: int) -> HttpResponse:
    """What was opened, once; or the same page again while it is not yet."""
    found = get_object_or_404(queries.identities_for(user=request.user), concern=number)
    asked = get_object_or_404(queries.identity_requests(identity=found), pk=pk)
    key = request.POST.get("key", "")
    try:
        opened = actions.take_identity(request=asked, key=key, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect("conduct:identity", number=number)
    if opened is None:
        shown = {"number": number, "pk": pk, "key": key, "has_waited": True}
        return render(request, "conduct/identities/called.jinja", shown)
    shown = {"number": number, "facts": presenters.opened(opened)}
    return render(request, "conduct/identities/shown.jinja", shown)
