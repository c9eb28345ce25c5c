"""Handing a case over, and stepping down from one."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.gates import HandOverForm, StepDownForm
from conduct.web.views.acting import act_on_case, leave_case, seen_of_case
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
HAND_OVER = StepPage("Hand the case over", "Hand over", done="The case is handed over.")
STEP_DOWN = StepPage(
    "Step down because of a conflict",
    "Step down",
    "From then on you cannot open this case, and never have a part in it again.",
    "warning",
)


@requires(Permission.CASE_ASSIGN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def hand_over(request: SignedInRequest, reference: str) -> HttpResponse:
    """Another caseworker holds the case from now on."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = HandOverForm(sent(request), people=queries.caseworkers_for(case=case), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.hand_case_over, case=case), HAND_OVER)


@requires(Permission.CASE_STEP_DOWN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def step_down(request: SignedInRequest, reference: str) -> HttpResponse:
    """Declare a conflict. Who does so comes back to the list, since the case is gone for them."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = StepDownForm(sent(request), initial=seen_of_case(case))
    return leave_case(request, case, form, partial(actions.step_down, case=case), STEP_DOWN)
