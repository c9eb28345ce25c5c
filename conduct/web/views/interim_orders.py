"""Interim orders of a case: the list, one order, and one page for each act on it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.actions.interim_orders import Ruling
from conduct.permissions import Permission
from conduct.web.forms import interim_orders as forms
from conduct.web.forms.steps import StepForm
from conduct.web.presenters import interim_orders as presenters
from conduct.web.views.acting import seen_of_case
from kernel.effect import take_effect
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from conduct.models import Case, InterimOrder

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
STEP = "conduct/interim_orders/step.jinja"
AT_ONCE = "It takes effect on the register in the same moment, and is served by it."

APPLY = StepPage(
    "Apply for an interim order",
    "Apply",
    "Give notice of the hearing next.",
    done="The application is recorded. Give notice of its hearing.",
)
WITHDRAW = StepPage(
    "Withdraw the application", "Withdraw application", variant="warning", done="The application is withdrawn."
)
NOTICE = StepPage("Give notice of the hearing", "Serve notice", forms.PANEL, done="Notice is served.")
STATEMENT = StepPage("Enter a statement received on paper", "Save statement", done="The statement is saved.")
HEARING = StepPage("Record the hearing", "Save record", done="The hearing is recorded. Record the decision.")
DECIDE = StepPage("Decide on the interim order", "Decide", AT_ONCE, done="The decision is recorded and served.")
REVIEW = StepPage("Decide on the review", "Decide", AT_ONCE, done="The decision is recorded and served.")


@requires(Permission.INTERIM_VIEW, opens=OPENS, object_rule="cases_for")
def orders(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every interim order in a case."""
    case = _case(request, reference)
    shown = presenters.order_list(case, user=request.user, at=timezone.now())
    return render(request, "conduct/interim_orders/list.jinja", shown)


@requires(Permission.INTERIM_VIEW, opens=OPENS, object_rule="cases_for")
def order(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """One order: the application, its hearings, what is in force, and what may be done next."""
    found = order_for(request, reference, number)
    shown = presenters.order_page(found, user=request.user, at=timezone.now())
    return render(request, "conduct/interim_orders/page.jinja", shown)


@requires(Permission.INTERIM_SERVE, opens=OPENS, object_rule="cases_for")
def letter(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """The latest notice or decision, to print. There is none before notice is given."""
    found = order_for(request, reference, number)
    if not found.hearings.exists() and found.replaces_id is None:
        raise Http404
    return render(request, "letters/interim_order.jinja", presenters.letter_page(found, at=timezone.now()))


@requires(Permission.INTERIM_APPLY, methods=WAYS, opens=OPENS, object_rule="cases_for")
def apply(request: SignedInRequest, reference: str) -> HttpResponse:
    """Apply for an order."""
    case = _case(request, reference)
    form = forms.ApplyForm(sent(request), initial=seen_of_case(case))
    if form.is_bound and form.is_valid():
        try:
            made = actions.apply_for_interim_order(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen_of_case(case))
        else:
            messages.success(request, APPLY.done)
            return redirect("conduct:interim_order", reference=case.reference, number=made.reference)
    return render(request, STEP, {"form": form, "case": case, "order": None, "page": APPLY})


@requires(Permission.INTERIM_APPLY, methods=WAYS, opens=OPENS, object_rule="cases_for")
def withdraw(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """Take an application back."""
    found = order_for(request, reference, number)
    form = forms.WithdrawApplicationForm(sent(request), initial=seen_of_order(found))
    return act_on_order(request, found, form, partial(actions.withdraw_interim_application, order=found), WITHDRAW)


@requires(Permission.INTERIM_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def notice(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """Fix a hearing, of the application or of a review, and give the manager notice."""
    found = order_for(request, reference, number)
    form = forms.NoticeForm(
        sent(request),
        chairs=queries.interim_candidates(case=found.case, chairs=True),
        people=queries.interim_candidates(case=found.case),
        initial=seen_of_order(found),
    )
    return act_on_order(request, found, form, partial(actions.give_interim_notice, order=found), NOTICE)


@requires(Permission.INTERIM_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def statement(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """What the manager said for the hearing, by letter or telephone."""
    found = order_for(request, reference, number)
    form = forms.PaperStatementForm(sent(request), initial=seen_of_order(found))
    return act_on_order(request, found, form, partial(actions.enter_interim_statement, order=found), STATEMENT)


@requires(Permission.INTERIM_SIT, methods=WAYS, opens=OPENS, object_rule="cases_for")
def hearing(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """What happened at the hearing."""
    found = order_for(request, reference, number)
    form = forms.HearingForm(sent(request), initial=seen_of_order(found))
    return act_on_order(request, found, form, partial(actions.record_interim_hearing, order=found), HEARING)


@requires(Permission.INTERIM_DECIDE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def decide(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """Make the order, or none."""
    found = order_for(request, reference, number)
    form = forms.FirstRulingForm(sent(request), initial=ruling_so_far(found), **ruling_choices(found))

    def act(*, seen: int, decision: str, **_: Any) -> object:
        given: dict[str, Any] = {"order": found, "decision": decision, "by": request.user, "seen": seen}
        ruling = Ruling(**form.ruling())
        return take_effect(lambda instant: actions.decide_interim_order(ruling=ruling, at=instant, **given))

    return act_on_order(request, found, form, act, DECIDE)


@requires(Permission.INTERIM_DECIDE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def review(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """Continue, vary, replace or revoke."""
    found = order_for(request, reference, number)
    form = forms.ReviewRulingForm(sent(request), initial=ruling_so_far(found), **ruling_choices(found))

    def act(*, seen: int, decision: str, **_: Any) -> object:
        given: dict[str, Any] = {"order": found, "decision": decision, "by": request.user, "seen": seen}
        ruling = Ruling(**form.ruling())
        return take_effect(lambda instant: actions.review_interim_order(ruling=ruling, at=instant, **given))

    return act_on_order(request, found, form, act, REVIEW)


def _case(request: SignedInRequest, reference: str) -> "Case":
    return get_object_or_404(queries.cases_for(user=request.user), reference=reference)


def order_for(request: SignedInRequest, reference: str, number: str) -> "InterimOrder":
    """An order in a case that the user may open."""
    return get_object_or_404(queries.interim_orders_of(case=_case(request, reference)), reference=number)


def seen_of_order(order: "InterimOrder") -> dict[str, int]:
    """The state that a page on an order shows."""
    return {"seen": queries.last_interim_step(order=order)}


def ruling_choices(order: "InterimOrder") -> dict[str, Any]:
    """What a form on which an order is made or changed is to know."""
    return {
        "classes": queries.organisation_classes(),
        "latest": presenters.latest_words(order.case, at=timezone.now()),
    }


def ruling_so_far(order: "InterimOrder") -> dict[str, Any]:
    """The form begins with the order as it was applied for, or as it stands."""
    names = ("kind", "basis", "terms", "tiers", "organisation_classes")
    return {**seen_of_order(order), **{name: getattr(order, name) for name in names}}


def act_on_order(
    request: SignedInRequest, order: "InterimOrder", form: StepForm, act: Callable[..., Any], page: StepPage
) -> HttpResponse:
    """Do it and go back to the order; or show what is wrong and all that was typed."""
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            form.show_refusal(refusal, **seen_of_order(order))
        else:
            messages.success(request, page.done)
            if not queries.cases_for(user=request.user).filter(pk=order.case_id).exists():
                return redirect("home:staff")  # the part of whoever decided is over
            return redirect("conduct:interim_order", reference=order.case.reference, number=order.reference)
    return render(request, STEP, {"form": form, "case": order.case, "order": order, "page": page})
