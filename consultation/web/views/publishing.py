"""Responses prepared for publication by one person and checked by another."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import publishing as queries
from consultation.queries.finding import responses_for
from consultation.web.forms.publishing import RemovalForm, SeenForm, TakeDownForm
from consultation.web.presenters import publishing as present
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from consultation.web.views.reading import RESPONSE
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from consultation.models import Response

RULE = "consultations_for"
TAKE_DOWN = StepPage(
    "Take the response down",
    "Take it down",
    "Nobody can read it from now on, and no quotation of it. It still counts.",
    "warning",
    "The response is taken down.",
)
STEPS = {"prepare": actions.prepare_response, "check": actions.check_response}
BULK = {"prepare": actions.prepare_wordless, "check": actions.check_wordless}


@requires(Permission.RESPONSE_PUBLISH, methods=WAYS, opens=OPENS, object_rule=RULE)
def publishing(request: SignedInRequest, slug: str) -> HttpResponse:
    """How far the preparation is; those without words of their own are prepared, or checked, at once."""
    held = found(request, slug)
    act = BULK.get(request.POST.get("do", ""))
    if act is not None:
        try:
            done = act(consultation=held, by=request.user, at=timezone.now())
            messages.success(request, f"Done for {done:,} {'response' if done == 1 else 'responses'}.")
        except ActionRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("consultation:publishing", slug)
    return render(request, "consultation/staff/publishing.jinja", present.overview(held, user=request.user))


@requires(Permission.RESPONSE_PUBLISH, opens=OPENS, object_rule=RULE)
def next_response(request: SignedInRequest, slug: str, way: str) -> HttpResponse:
    """On to the next response to prepare, or to check; back to the overview where there is none."""
    held = found(request, slug)
    waiting = {
        "prepare": queries.unprepared(consultation=held),
        "check": queries.unchecked(consultation=held, user=request.user),
    }
    if way not in waiting:
        raise Http404
    version = waiting[way].first()
    if version is None:
        messages.success(request, "None is left for you.")
        return redirect("consultation:publishing", slug)
    return redirect("consultation:publication", slug, version.response.public_number)


def _response(request: SignedInRequest, slug: str, number: str) -> "Response":
    return get_object_or_404(responses_for(user=request.user), consultation__slug=slug, public_number=number)


@requires(Permission.RESPONSE_PUBLISH, methods=WAYS, opens=RESPONSE, object_rule="responses_for")
def publication(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """One response beside how it would be read; words are removed here, for a reason."""
    held = _response(request, slug, number)
    form = RemovalForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.remove_words(response=held, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("consultation:publication", slug, number)
    return _page(request, held, form)


def _page(request: SignedInRequest, held: "Response", form: Any) -> HttpResponse:
    mine = queries.publishable(consultation=held.consultation).filter(response=held)
    version = queries.with_answers(mine).first()
    if version is None:
        raise Http404  # nothing of it may be published
    shown = present.publication(held, version, user=request.user)
    form = form if form.is_bound else RemovalForm(initial={"seen": shown["seen"]})
    return render(request, "consultation/staff/publication.jinja", shown | {"form": form})


@requires(Permission.RESPONSE_PUBLISH, methods=("POST",), opens=RESPONSE, object_rule="responses_for")
def publication_step(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """Ready as it stands, or checked: and on to the next. Or words are published after all."""
    held, form, way = _response(request, slug, number), SeenForm(request.POST), request.POST.get("do", "")
    seen = form.cleaned_data.get("seen", 0) if form.is_valid() else 0
    given: dict[str, Any] = {"response": held, "by": request.user, "at": timezone.now(), "seen": seen}
    try:
        if way in STEPS:
            STEPS[way](**given)
        elif way.isascii() and way.isdigit() and len(way) < 10:
            actions.restore_words(removal=int(way), **given)
        else:
            raise Http404
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("consultation:publication", slug, number)
    if way in STEPS:
        return redirect("consultation:next_publication", slug, way)
    return redirect("consultation:publication", slug, number)


@requires(Permission.RESPONSE_PUBLISH, methods=WAYS, opens=RESPONSE, object_rule="responses_for")
def take_down(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """Take it down at once."""
    held = _response(request, slug, number)
    act = partial(actions.take_response_down, response=held)
    return act_on(request, held.consultation, TakeDownForm(sent(request)), act, TAKE_DOWN)
