"""A manager's response, part by part: each is kept as it is written, and all of it is sent once."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.rules.answering import mark_of
from conduct.web import presenters
from conduct.web.forms.own_side import PART_FORMS, AllegationForm, SendForm
from conduct.web.presenters.allegations import allegations_of
from conduct.web.presenters.own_side import draft_shown, response_tasks, responses_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
KEPT = "We have kept what you wrote. Nobody but you can read it until you send it."
HEADINGS = {part: name for part, name, _ in presenters.own_side.PARTS}


@requires(Permission.OWN_CASE_ANSWER, opens=OPENS, object_rule="cases_to_answer")
def respond(request: SignedInRequest, reference: str) -> HttpResponse:
    """The parts of a response, to be written in any order."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    if not queries.may_respond(case=case, at=timezone.now()):
        messages.warning(request, "You can no longer respond to this case.")
        return redirect("conduct:own_case", reference=reference)
    return render(request, "conduct/own_cases/respond.jinja", response_tasks(case, user=request.user))


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def answer(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """What one says to one allegation."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    shown = [one for one in allegations_of(case) if one["number"] == number]
    if not shown:
        raise Http404
    kept = queries.draft_of(case=case, user=request.user).answers.get(number)
    form = AllegationForm(sent(request), initial=vars(kept) if kept else None)
    if form.is_bound and form.is_valid():
        try:
            actions.save_answer(case=case, number=number, answer=form.answer, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, KEPT)
            return redirect("conduct:own_case_respond", reference=reference)
    heading = f"Answer allegation {number}"
    return render(request, "conduct/own_cases/part.jinja", _page(case, form, heading) | {"allegations": shown})


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def part(request: SignedInRequest, reference: str, part: str) -> HttpResponse:
    """One of the other parts of a response."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    if part not in PART_FORMS:
        raise Http404
    kept = vars(queries.draft_of(case=case, user=request.user))
    form = PART_FORMS[part](sent(request), initial={part: kept[part]})
    if form.is_bound and form.is_valid():
        try:
            actions.save_part(case=case, part=part, text=form.cleaned_data[part], by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, KEPT)
            return redirect("conduct:own_case_respond", reference=reference)
    return render(request, "conduct/own_cases/part.jinja", _page(case, form, HEADINGS[part]))


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    """All of it once more, and send it."""
    case = get_object_or_404(queries.cases_to_answer(user=request.user), reference=reference)
    seen = {"seen": mark_of(queries.draft_of(case=case, user=request.user))}
    form = SendForm(sent(request), initial=seen)
    if form.is_bound and form.is_valid():
        try:
            actions.respond(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen)
        else:
            return redirect("conduct:own_case_receipt", reference=reference)
    shown = draft_shown(case, user=request.user)
    return render(request, "conduct/own_cases/check.jinja", shown | {"form": form})


@requires(Permission.OWN_CASE_VIEW, opens=OPENS, object_rule="own_cases")
def receipt(request: SignedInRequest, reference: str) -> HttpResponse:
    """That a response was received, when, and what it says: to print and keep."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    own = [one for one in responses_shown(case) if not one["on_paper"]]
    if not own:
        raise Http404
    claim = queries.reprisal_claim(case=case)
    return render(request, "conduct/own_cases/receipt.jinja", {"case": case, "response": own[0], "claim": claim})


def _page(case: object, form: forms.Form, heading: str) -> dict[str, object]:
    return {"case": case, "form": form, "heading": heading, "allegations": []}
