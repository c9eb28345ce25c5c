"""What became of the decision on a case: its page, and appeals against it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.appeals import CourtForm, LodgeForm, VaryForm
from conduct.web.presenters.outcomes import bank_page, outcome_page
from conduct.web.views.acting import act_on_case, seen_of_case
from conduct.workflow import APPEAL, AppealAction
from kernel import rulesets
from kernel.effect import take_effect
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
BACK = "conduct:case_outcome"
AT_ONCE = "The register says so in the same moment, and the manager is told that there is news."

LODGE = StepPage(
    "Record an appeal",
    "Record appeal",
    f"{AT_ONCE} An order that has not taken effect because it waits for the end of the time to appeal waits for the "
    "appeal too; one in effect stays so until the court stays it.",
    done="The appeal is recorded, and the register says that the decision is under appeal.",
)
TEXTS = {
    AppealAction.STAY: "The order has no effect until the stay ends.",
    AppealAction.END_STAY: "The order has effect again from now on.",
    AppealAction.DISMISS: "The decision stands. A stay ends with the appeal.",
    AppealAction.WITHDRAW: "The decision stands. A stay ends with the appeal.",
    AppealAction.QUASH: "What the decision put on the register is void from its beginning.",
    AppealAction.VARY: "What the court ordered takes the decision’s place from now on.",
    AppealAction.REMIT: "What the decision put on the register is void from its beginning, and the case goes back to a "
    "hearing before people who had no part in it.",
}


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def outcome(request: SignedInRequest, reference: str) -> HttpResponse:
    """What stands of the decision, on the register and before the courts."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    return render(request, "conduct/cases/outcome.jinja", outcome_page(case, user=request.user, at=timezone.now()))


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def bank(request: SignedInRequest, reference: str) -> HttpResponse:
    """Standard conditions and undertakings to draft from."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    return render(request, "conduct/cases/sanction_bank.jinja", bank_page(case, user=request.user, at=timezone.now()))


@requires(Permission.CASE_APPEAL, methods=WAYS, opens=OPENS, object_rule="cases_for")
def lodge(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record an appeal that a court received."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = LodgeForm(sent(request), initial=seen_of_case(case))

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.lodge_appeal(case=case, at=instant, **given))

    return act_on_case(request, case, form, act, LODGE, back=BACK)


@requires(Permission.CASE_APPEAL, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def court(request: SignedInRequest, reference: str, action: str) -> HttpResponse:
    """Record what the court did."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    if action not in APPEAL.moves:
        raise Http404
    step, seen = AppealAction(action), seen_of_case(case)
    form = CourtForm(sent(request), initial=seen)
    if step == AppealAction.VARY:
        form = VaryForm(sent(request), initial=seen, **limits_of(case))

    def act(*, at: Any, **answers: Any) -> object:
        return take_effect(lambda instant: actions.record_court(case=case, action=step, at=instant, **answers))

    page = StepPage(str(step.label), str(step.label), f"{TEXTS[step]} {AT_ONCE}", done="Recorded.")
    return act_on_case(request, case, form, act, page, back=BACK)


def limits_of(case: Any) -> dict[str, Any]:
    """What a form on which something is ordered is to know."""
    return {
        "classes": queries.organisation_classes(),
        "ever_registered": case.person.registration_number is not None,
        "longest_months": rulesets.current(timezone.now()).longest_restriction_months,
    }
