"""Recording the determination of a case."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.determinations import DeterminationForm
from conduct.web.presenters.likeness import like_shown
from conduct.web.views.acting import StepPage, act_on_case, seen_of_case, sent
from kernel import rulesets
from kernel.permissions import requires
from kernel.web import SignedInRequest

OPENS = ("conduct.case", "reference")
PAGE = StepPage(
    "Record the determination",
    "Record determination",
    "A determination is made once and cannot be changed. Nothing of it shows outside until it is served.",
    done="The determination is recorded. It is served next.",
)


@requires(Permission.CASE_DETERMINE, methods=("GET", "POST"), opens=OPENS, object_rule="cases_for", step_up=True)
def determine(request: SignedInRequest, reference: str) -> HttpResponse:
    """Facts, misconduct, impairment and outcome, each with reasons."""
    case, now = get_object_or_404(queries.cases_for(user=request.user), reference=reference), timezone.now()
    form = DeterminationForm(
        sent(request),
        like=queries.like_cases(case=case, at=now),
        allegations=case.allegations.values_list("number", "text"),
        classes=queries.organisation_classes(),
        ever_registered=case.person.registration_number is not None,
        longest_months=rulesets.current(now).longest_restriction_months,
        initial=seen_of_case(case),
    )

    def decide(*, by: Any, at: Any, seen: int, **answers: Any) -> None:
        shown = [one.decision.pk for one in form.like]
        actions.determine(case=case, findings=form.findings, shown=shown, by=by, at=at, seen=seen)

    page = replace(PAGE, like=like_shown(form.like))
    return act_on_case(request, case, form, decide, page)
