"""One page for each of the gates of a case before and after its investigation."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms import gates as forms
from conduct.web.forms.steps import StepForm
from conduct.web.presenters.examinations import proposed
from conduct.web.views.acting import act_on_case, seen_of_case
from kernel.effect import take_effect
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

ACKNOWLEDGE = StepPage("Record the acknowledgement", "Save", done="The acknowledgement is recorded.")
RISK = StepPage(
    "Assess the risk",
    "Save assessment",
    "An earlier assessment stays beside it.",
    done="The risk is assessed.",
)
ACCEPT = StepPage("Take the case on", "Take the case on", done="The initial enquiry begins.")
OUT_OF_REMIT = StepPage(
    "Close the case: not in our remit",
    "Close case",
    "The case ends here. Whoever raised a concern in it is told by you.",
    "warning",
    "The case is closed.",
)
ENQUIRY = StepPage(
    "Finish the initial enquiry", "Finish enquiry", done="The initial enquiry is finished. Decide on the threshold."
)
BELOW = StepPage(
    "Close the case: below the threshold",
    "Close case",
    "The case ends here. The manager was never asked and is not told.",
    "warning",
    "The case is closed.",
)
APPOINT = StepPage("Appoint a case examiner", "Appoint examiner", done="The case examiner is appointed.")
OPINION = StepPage(
    "Give your opinion",
    "Give opinion",
    "The other examiner reads it once they have given theirs. It cannot be changed.",
    done="Your opinion is recorded.",
)
PROPOSE = StepPage(
    "Propose the examiners’ decision",
    "Propose decision",
    "The other examiner agrees or not. Where you two do not agree, a panel decides. Where there is no case to answer "
    "the manager reads these reasons, so that nothing in them may point to whoever raised a concern.",
    done="The decision is proposed. The other examiner answers.",
)
ANSWER = StepPage("Answer the other examiner", "Send answer", done="Your answer is recorded.")


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def acknowledge(request: SignedInRequest, reference: str) -> HttpResponse:
    """How whoever raised it knows that we have it."""
    return _gate(request, reference, forms.AcknowledgeForm, actions.acknowledge, ACKNOWLEDGE)


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def assess_risk(request: SignedInRequest, reference: str) -> HttpResponse:
    """How urgent it is."""
    return _gate(request, reference, forms.RiskForm, actions.assess_risk, RISK)


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def accept(request: SignedInRequest, reference: str) -> HttpResponse:
    """In the remit."""
    return _gate(request, reference, forms.AcceptForm, actions.accept_case, ACCEPT)


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def close_out_of_remit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Not in the remit."""

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.close_out_of_remit(at=instant, **given))

    return _gate(request, reference, forms.OutOfRemitForm, act, OUT_OF_REMIT)


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def finish_enquiry(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the initial enquiry found."""
    return _gate(request, reference, forms.EnquiryForm, actions.finish_enquiry, ENQUIRY)


@requires(Permission.CASE_TRIAGE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def close_below_threshold(request: SignedInRequest, reference: str) -> HttpResponse:
    """Not serious enough."""

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.close_below_threshold(at=instant, **given))

    return _gate(request, reference, forms.BelowThresholdForm, act, BELOW)


@requires(Permission.CASE_ASSIGN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def appoint_examiner(request: SignedInRequest, reference: str) -> HttpResponse:
    """One of the two case examiners."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    people = queries.examiner_candidates(case=case)
    form = forms.ExaminerForm(sent(request), people=people, initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.appoint_examiner, case=case), APPOINT)


@requires(Permission.CASE_EXAMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def give_opinion(request: SignedInRequest, reference: str) -> HttpResponse:
    """What one examiner thinks, apart from the other."""
    return _gate(request, reference, forms.FindingForm, actions.give_opinion, OPINION)


@requires(Permission.CASE_EXAMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def propose_decision(request: SignedInRequest, reference: str) -> HttpResponse:
    """What both might decide."""
    return _gate(request, reference, forms.FindingForm, actions.propose_decision, PROPOSE)


@requires(Permission.CASE_EXAMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def answer_decision(request: SignedInRequest, reference: str) -> HttpResponse:
    """Whether the other examiner agrees."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = forms.AnswerForm(sent(request), initial=seen_of_case(case))

    def act(*, answer: str, at: Any, **given: Any) -> object:
        agree = answer == "agree"
        return take_effect(lambda instant: actions.answer_decision(case=case, agree=agree, at=instant, **given))

    return act_on_case(request, case, form, act, replace(ANSWER, asked=proposed(case)))


def _gate(
    request: SignedInRequest, reference: str, form_class: type[StepForm], act: Callable[..., object], page: StepPage
) -> HttpResponse:
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = form_class(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(act, case=case), page)
