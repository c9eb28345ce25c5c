"""What a manager says and asks beside their response, and who acts for them."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.own_side import (
    AdjustmentForm,
    EndRepresentationForm,
    OwnTimeForm,
    RepresentativeForm,
    SayReprisalForm,
)
from conduct.web.presenters.own_side import asked_for, representation_rows
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms

    from conduct.models import Case

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
DECIDES = "Somebody at the regulator decides, and you read their reasons here. Until then your time stays as it is."
CAREFUL = "Those who decide your case see that you said it. It does not end the case, and is looked into beside it."


@requires(Permission.OWN_CASE_VIEW, opens=OPENS, object_rule="own_cases")
def requests(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was asked for, and what came of it."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    shown = {
        "case": case,
        "asked_for": asked_for(case),
        "claim": queries.reprisal_claim(case=case),
        "may_act": queries.may_act_for(case=case, user=request.user),
        "may_respond": queries.may_respond(case=case, at=timezone.now()),
    }
    return render(request, "conduct/own_cases/requests.jinja", shown)


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for more time to respond."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    form = OwnTimeForm(sent(request))
    return _asked(request, case, form, actions.ask_for_own_time, "Ask for more time", DECIDES)


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def adjustment(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for something to be done differently."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    words = "Whoever holds your case answers, with reasons."
    return _asked(
        request, case, AdjustmentForm(sent(request)), actions.ask_for_adjustment, "Ask for an adjustment", words
    )


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def reprisal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say that the referral is a reprisal for speaking up."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)

    def say(*, case: "Case", reprisal: str, **by: Any) -> object:
        return actions.say_reprisal(case=case, text=reprisal, **by)

    return _asked(request, case, SayReprisalForm(sent(request)), say, "Say that the referral is a reprisal", CAREFUL)


def _asked(
    request: SignedInRequest, case: "Case", form: "forms.Form", act: "Callable[..., object]", heading: str, words: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            act(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have received it.")
            return redirect("conduct:own_case_requests", reference=case.reference)
    shown = {"case": case, "form": form, "heading": heading, "words": words}
    return render(request, "conduct/own_cases/ask.jinja", shown)


@requires(Permission.OWN_CASE_REPRESENT, methods=WAYS, opens=OPENS, object_rule="own_cases")
def representatives(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who acts for one in a case; and name somebody."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference, person__user=request.user)
    form = RepresentativeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.name_representative(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have written to them. They see the case once they have accepted.")
            return redirect("conduct:own_case_representatives", reference=reference)
    rows = representation_rows(queries.representations_of(case=case), end="conduct:own_case_representative_end")
    return render(request, "conduct/own_cases/representatives.jinja", {"case": case, "form": form, "rows": rows})


@requires(Permission.OWN_CASE_REPRESENT, methods=WAYS, opens=OPENS, object_rule="own_cases")
def end_representative(request: SignedInRequest, reference: str, key: "UUID") -> HttpResponse:
    """Let somebody act for one no more. It holds at once."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference, person__user=request.user)
    found = get_object_or_404(queries.representations_of(case=case), key=key, ended_at=None)
    form = EndRepresentationForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.end_representation(representation=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "They no longer see the case.")
            return redirect("conduct:own_case_representatives", reference=reference)
    shown = {"case": case, "form": form, "heading": f"End that {found.name} acts for you", "words": ""}
    return render(request, "conduct/own_cases/ask.jinja", shown)


@requires(Permission.REPRESENTING, lists="conduct.representation")
def representing(request: SignedInRequest) -> HttpResponse:
    """Where one was named to act for somebody, to accept or decline."""
    named = list(queries.named_for(user=request.user))
    note_shown(request, [one.key for one in named], count=len(named))
    return render(request, "conduct/own_cases/representing.jinja", {"named": named})


@requires(Permission.REPRESENTING, methods=("POST",), opens=("conduct.representation", "key"), object_rule="named_for")
def answer_representing(request: SignedInRequest, key: "UUID", answer: str) -> HttpResponse:
    """Accept, and see the case; or decline."""
    found = get_object_or_404(queries.named_for(user=request.user), key=key)
    given: dict[str, Any] = {"representation": found, "by": request.user, "at": timezone.now()}
    try:
        if answer == "decline":
            actions.end_representation(**given, reason="They declined.")
            return redirect("conduct:representing")
        actions.take_up_representation(**given)
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect("conduct:representing")
    return redirect("conduct:own_case", reference=found.case.reference)
