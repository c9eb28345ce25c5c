"""The panel's determination: put to it by its chair, agreed to, and recorded."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.determinations import DeterminationForm
from conduct.web.forms.hearings import AnswerForm
from conduct.web.forms.steps import StepForm
from conduct.web.presenters.hearings import proposed
from conduct.web.presenters.likeness import like_shown
from conduct.web.presenters.outcomes import drafted_from
from conduct.web.views.acting import HEARING, DecisionPage, act_on_case, seen_of_case, seen_of_hearing
from kernel import rulesets
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import sent

if TYPE_CHECKING:
    from conduct.models import Case

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
PROPOSE = DecisionPage(
    "Put a determination to the panel",
    "Put it to the panel",
    "Each member of the panel agrees to it, or dissents with reasons. A later one takes the place of this one, and "
    "everybody answers anew. Nothing of it shows outside the panel before it is recorded.",
    done="The determination is put to the panel.",
)
ANSWER = DecisionPage("Agree or dissent", "Send answer", done="Your answer is recorded.")
RECORD = DecisionPage(
    "Record the determination",
    "Record determination",
    "The panel has agreed to what is below. A determination is made once and cannot be changed. Nothing of it shows "
    "outside until it is served.",
    done="The determination is recorded. It is served next.",
)
BY_CONSENT = replace(
    RECORD,
    text="Without a hearing you record only the outcome to which the manager has agreed, just as they agreed to it. A "
    "determination is made once and cannot be changed. Nothing of it shows outside until it is served.",
)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def propose(request: SignedInRequest, reference: str) -> HttpResponse:
    """Facts, misconduct, impairment and outcome, each with reasons, as the chair puts them to the panel."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = _form(request, case, seen_of_hearing(case))

    def put(*, by: Any, at: Any, seen: int, **answers: Any) -> None:
        shown = [one.decision.pk for one in form.like]
        actions.propose_determination(case=case, findings=form.findings, shown=shown, by=by, at=at, seen=seen)

    page = replace(PROPOSE, like=like_shown(form.like))
    return act_on_case(request, case, form, put, page, seen=seen_of_hearing, back=HEARING)


@requires(Permission.HEARING_SIT, methods=WAYS, opens=OPENS, object_rule="cases_for")
def answer(request: SignedInRequest, reference: str) -> HttpResponse:
    """Whether a member of the panel agrees to what its chair put to it."""
    case, now = get_object_or_404(queries.cases_for(user=request.user), reference=reference), timezone.now()
    form = AnswerForm(sent(request), initial=seen_of_hearing(case))
    act = partial(actions.answer_proposal, case=case)
    like = like_shown(queries.like_cases(case=case, at=now))
    page = replace(ANSWER, stages=proposed(case, user=request.user), like=like)
    return act_on_case(request, case, form, act, page, seen=seen_of_hearing, back=HEARING)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def determine(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the panel has agreed to; without a hearing what the manager has, with the facts and reasons for it."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    if queries.open_hearing(case=case) is not None:
        agreed = StepForm(sent(request), initial=seen_of_case(case))
        page = replace(RECORD, stages=proposed(case, user=request.user))
        return act_on_case(request, case, agreed, partial(actions.determine, case=case), page)
    form = _form(request, case, seen_of_case(case))

    def decide(*, by: Any, at: Any, seen: int, **answers: Any) -> None:
        shown = [one.decision.pk for one in form.like]
        actions.determine(case=case, findings=form.findings, shown=shown, by=by, at=at, seen=seen)

    return act_on_case(request, case, form, decide, replace(BY_CONSENT, like=like_shown(form.like)))


def _form(request: SignedInRequest, case: "Case", seen: dict[str, int]) -> DeterminationForm:
    now = timezone.now()
    return DeterminationForm(
        sent(request),
        like=queries.like_cases(case=case, at=now),
        allegations=case.allegations.values_list("number", "text"),
        classes=queries.organisation_classes(),
        ever_registered=case.person.registration_number is not None,
        longest_months=rulesets.current(now).longest_restriction_months,
        initial={**seen, "terms": drafted_from(request.GET.getlist("standard"))},
    )
