"""Ending a case by consent: offering, answering, and entering an answer."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.outcomes import OfferAnswerForm, OfferForm, PaperOfferAnswerForm, ReasonForm
from conduct.web.presenters.outcomes import drafted_from, offer_shown
from conduct.web.views.acting import act_on_case, seen_of_case
from conduct.web.views.outcomes import BACK, OPENS, WAYS, limits_of
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

OFFER = StepPage(
    "Offer an outcome by consent",
    "Send the offer",
    "The manager reads it after signing in, and has as long to answer as for a response. If they agree, the panel "
    "reads the agreement and makes this outcome or another.",
    done="The offer is made. The manager is told that there is something to read.",
)
ENTER = StepPage("Enter an answer to the offer", "Save answer", done="The answer is saved.")
WITHDRAW = StepPage("Withdraw the offer", "Withdraw offer", variant="warning", done="The offer is withdrawn.")


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def offer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Offer the manager an outcome."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    initial = {**seen_of_case(case), "terms": drafted_from(request.GET.getlist("standard"))}
    form = OfferForm(sent(request), initial=initial, **limits_of(case))
    return act_on_case(request, case, form, partial(actions.offer_consent, case=case), OFFER, back=BACK)


@requires(Permission.CASE_ENTER_RESPONSE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def enter(request: SignedInRequest, reference: str) -> HttpResponse:
    """An answer that came by letter."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = PaperOfferAnswerForm(sent(request), initial=seen_of_case(case))

    def act(answer: str, **given: Any) -> object:
        return actions.enter_offer_answer(case=case, agree=answer == "agree", **given)

    return act_on_case(request, case, form, act, ENTER, back=BACK)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take an offer back."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ReasonForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.withdraw_offer, case=case), WITHDRAW, back=BACK)


@requires(Permission.OWN_CASE_CONSENT, methods=WAYS, opens=OPENS, object_rule="own_cases")
def answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """The manager's own answer to an offer."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    found = queries.open_offer(case=case)
    if found is None:
        raise Http404
    form = OfferAnswerForm(sent(request), initial={"seen": found.pk})
    if form.is_bound and form.is_valid():
        answers = {"agree": form.cleaned_data["answer"] == "agree", "text": form.cleaned_data["text"]}
        try:
            shown_offer = form.cleaned_data["seen"]
            actions.answer_offer(case=case, **answers, shown=shown_offer, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            form.show_refusal(refusal, seen=found.pk)
        else:
            messages.success(request, "We have received your answer.")
            return redirect("conduct:own_case", reference=case.reference)
    shown = {"case": case, "form": form, "offer": offer_shown(found)}
    return render(request, "conduct/own_cases/offer.jinja", shown)
