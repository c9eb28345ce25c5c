"""Reviews of orders before they end, and applications to be restored."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.rules.reconsidering import Kind
from conduct.web.forms.outcomes import GroundsForm, ReasonForm, RestorationForm, ReviewForm
from conduct.web.views.acting import act_on_case, seen_of_case
from conduct.web.views.outcomes import BACK, OPENS, WAYS, limits_of
from kernel.effect import take_effect
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

ASK = StepPage(
    "Put the order under review",
    "Ask for a review",
    "A panel chair who did not inquire into the case decides before the order ends. The manager is told.",
    done="The review waits for a panel chair.",
)
ENTER = StepPage(
    "Enter an application to be restored",
    "Save application",
    "People who had no part in the case decide on it.",
    done="The application waits for a panel chair.",
)
WITHDRAW = StepPage(
    "Withdraw the review or application",
    "Withdraw",
    "An order that is not reviewed ends as decided.",
    "warning",
    "It is withdrawn.",
)
REVIEW = StepPage(
    "Decide on the review",
    "Record decision",
    "The decision has effect at once, and the manager is told. An order that lasts longer goes on where it would have "
    "ended; another order takes its place in the same instant.",
    done="The decision is recorded, and on the register.",
)
RESTORE = StepPage(
    "Decide on the application to be restored",
    "Record decision",
    "The decision has effect at once, and the manager is told. Somebody restored has the grade they had.",
    done="The decision is recorded.",
)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def ask_review(request: SignedInRequest, reference: str) -> HttpResponse:
    """Put an order before a panel again."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = GroundsForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.ask_review, case=case), ASK, back=BACK)


@requires(Permission.CASE_ENTER_RESPONSE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def enter_application(request: SignedInRequest, reference: str) -> HttpResponse:
    """An application to be restored that came on paper."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = GroundsForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.apply_restoration, case=case), ENTER, back=BACK)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """End a review or an application without a decision."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ReasonForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.withdraw_reconsideration, case=case), WITHDRAW, back=BACK)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def reconsider(request: SignedInRequest, reference: str) -> HttpResponse:
    """Decide on the review or application that waits."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    waiting, present = queries.open_reconsideration(case=case), queries.sanction_in_force(case=case)
    if waiting is None or present is None:
        raise Http404
    initial, page = seen_of_case(case), RESTORE
    form = RestorationForm(sent(request), initial=initial)
    if waiting.kind == Kind.REVIEW:
        form, page = ReviewForm(sent(request), initial=initial, present=present, **limits_of(case)), REVIEW

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.reconsider(case=case, at=instant, **given))

    return act_on_case(request, case, form, act, page, back=BACK)


@requires(Permission.OWN_CASE_ANSWER, methods=WAYS, opens=OPENS, object_rule="cases_to_answer")
def apply(request: SignedInRequest, reference: str) -> HttpResponse:
    """The manager applies to be restored."""
    mine, now = queries.cases_to_answer(user=request.user), timezone.now()
    case = get_object_or_404(mine, reference=reference)
    if queries.removal_in_force(case=case, at=now) is None:
        raise Http404
    form = GroundsForm(sent(request), initial={"seen": 0})
    if form.is_bound and form.is_valid():
        try:
            actions.apply_restoration(case=case, grounds=form.cleaned_data["grounds"], by=request.user, at=now)
        except ActionRefused as refusal:
            form.show_refusal(refusal, seen=0)
        else:
            messages.success(request, "We have received your application.")
            return redirect("conduct:own_case", reference=case.reference)
    return render(request, "conduct/own_cases/apply.jinja", {"case": case, "form": form})
