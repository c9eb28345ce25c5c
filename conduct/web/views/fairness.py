"""What a case's fairness rests on: declarations, the manager's time, and recommendations because of wider causes."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.fairness import AnswerForm, ConsentForm, DeclareForm, OwnConsentForm, RecommendForm
from conduct.web.presenters import fairness as present
from conduct.web.views.acting import act_on_case, leave_case, seen_of_case
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
DECLARE = StepPage(
    "Declare whether you have a conflict of interest",
    "Declare",
    "Nobody acts in a case that they were given, or decides anything in one, before they have declared this. It is "
    "kept with the case.",
    done="Your declaration is on record.",
)
CONSENT = StepPage(
    "Record the manager’s consent to less time",
    "Record consent",
    "Nothing is decided before the time to respond is over, unless the manager consents. Record what they said, and "
    "do not ask for it.",
    done="The manager’s consent is on record.",
)
RECOMMEND = StepPage(
    "Recommend a change", "Save recommendation", "Its answer is tracked.", done="The recommendation is saved."
)
ANSWER = StepPage(
    "Record the answer to a recommendation", "Save answer", "It cannot be changed.", done="The answer is saved."
)


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def fairness(request: SignedInRequest, reference: str) -> HttpResponse:
    """What is on record, and what is missing."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = present.fairness_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/cases/fairness.jinja", shown)


@requires(Permission.CASE_STEP_DOWN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def declare(request: SignedInRequest, reference: str) -> HttpResponse:
    """Whoever has a part or decides declares first; who has a conflict loses the case by it."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    successors = queries.caseworkers_for(case=case) if case.caseworker_id == request.user.pk else None
    form = DeclareForm(sent(request), successors=successors, initial=seen_of_case(case))
    if form.is_bound and form.is_valid() and form.has_conflict:
        return leave_case(request, case, form, partial(actions.declare_conflict, case=case), DECLARE)
    return act_on_case(request, case, form, partial(actions.declare_no_conflict, case=case), DECLARE)


@requires(Permission.CASE_ENTER_RESPONSE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def enter_consent(request: SignedInRequest, reference: str) -> HttpResponse:
    """The manager told staff that nobody need wait."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ConsentForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.enter_consent_to_less_time, case=case), CONSENT)


@requires(Permission.CASE_RECOMMEND, methods=WAYS, opens=OPENS, object_rule="cases_for")
def recommend(request: SignedInRequest, reference: str) -> HttpResponse:
    """A change that an organisation could make."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = RecommendForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.recommend, case=case), RECOMMEND)


@requires(Permission.CASE_RECOMMEND, methods=WAYS, opens=OPENS, object_rule="cases_for")
def answer(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """What the organisation said."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    recommendation = get_object_or_404(case.recommendations, pk=pk)
    form = AnswerForm(sent(request), initial=seen_of_case(case))
    action = partial(actions.answer_recommendation, recommendation=recommendation)
    return act_on_case(request, case, form, action, ANSWER)


@requires(Permission.CASE_VIEW, object_rule="recommendations_for", lists="conduct.recommendation")
def recommendations(request: SignedInRequest) -> HttpResponse:
    """The recommendations of every case that one may open, by kind of cause and organisation."""
    found = queries.recommendations_for(user=request.user)
    shown = present.recommendation_list(found, request.GET, at=timezone.now())
    note_shown(request, [one.pk for one in shown["page"]], count=shown["page"].paginator.count)
    return render(request, "conduct/cases/recommendations.jinja", shown)


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="own_cases")
def own_consent(request: SignedInRequest, reference: str) -> HttpResponse:
    """The manager needs no more time."""
    case = get_object_or_404(queries.own_cases(user=request.user), reference=reference)
    form = OwnConsentForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.consent_to_less_time(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We will not wait for the rest of your time.")
            return redirect("conduct:own_case", reference=case.reference)
    return render(request, "conduct/own_cases/consent.jinja", {"case": case, "form": form})
