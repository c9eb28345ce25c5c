"""One page for each step of a case."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.cases import (
    DecideMoreTimeForm,
    MoreTimeForm,
    MoreTimeToAppealForm,
    OtherInvestigatorForm,
    PaperResponseForm,
    ReportForm,
    ServiceForm,
    ThresholdMetForm,
    WithdrawForm,
)
from conduct.web.forms.steps import StepForm
from conduct.web.presenters import decisions
from conduct.web.presenters.cases import time_asked_for
from conduct.web.presenters.serving import told_of
from conduct.web.views.acting import act_on_case, seen_of_case
from kernel.effect import take_effect
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

START = StepPage("Start the investigation", "Start investigation", done="The investigation has started.")
REASSIGN = StepPage("Change the investigator", "Change investigator", done="The case has another investigator.")
REPORT = StepPage("Write the investigation report", "Save report", done="The report is saved.")
ASK = StepPage(
    "Ask the manager to respond",
    "Serve the allegations",
    "The manager is shown the allegations and can respond until the window closes. The allegations cannot be changed "
    "after this.",
    done="The allegations are served, and the manager is asked to respond.",
)
ENTER = StepPage("Enter a response received on paper", "Save response", done="The response is saved.")
GO_ON = StepPage(
    "Go on without a response",
    "Go on without a response",
    "The time to respond is over. The manager can no longer respond once you go on.",
    "warning",
    "The case goes to the case examiners without a response.",
)
MORE_TIME = StepPage(
    "Ask for more time",
    "Ask for more time",
    "A second person decides. Until then the time to respond stays as it is.",
    done="More time is asked for. A second person must decide.",
)
DECIDE_TIME = StepPage(
    "Decide on more time",
    "Decide",
    "Time that is given cannot be taken back. The manager is told.",
    done="Your decision is recorded.",
)
MORE_TIME_TO_APPEAL = StepPage(
    "Ask for more time to appeal",
    "Ask for more time",
    "A second person decides. Until then the time to appeal stays as it is.",
    done="More time to appeal is asked for. A second person must decide.",
)
DECIDE_TIME_TO_APPEAL = StepPage(
    "Decide on more time to appeal",
    "Decide",
    "Time that is given cannot be taken back. The manager is told. An order that has not taken effect because it waits "
    "for this time waits longer; one in effect stays so.",
    done="Your decision is recorded.",
)
NO_EMAIL = "They have no account, so no email goes to them: write to them the same day."
SERVE = StepPage(
    "Serve the decision",
    "Serve decision",
    "Serving cannot be taken back. The outcome is written on the register in the same moment, and takes effect as the "
    "rules say.",
    done="The decision is served.",
)
WITHDRAW = StepPage(
    "Withdraw the case",
    "Withdraw case",
    "Withdraw a case that should not have been opened. A manager who was asked to respond is told.",
    "warning",
    "The case is withdrawn.",
)
CLOSE = StepPage(
    "Close the case",
    "Close case",
    "The decision stands. Nothing more is done in a closed case.",
    done="The case is closed.",
)


@requires(Permission.CASE_ASSIGN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def start_investigation(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the case to an investigator."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    people = queries.investigators_for(case=case)
    form = ThresholdMetForm(sent(request), people=people, initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.start_investigation, case=case), START)


@requires(Permission.CASE_ASSIGN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def reassign(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the case to another investigator."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    people = queries.investigators_for(case=case).exclude(pk=case.investigator_id or 0)
    form = OtherInvestigatorForm(sent(request), people=people, initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.reassign_investigation, case=case), REASSIGN)


@requires(Permission.CASE_INVESTIGATE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def report(request: SignedInRequest, reference: str) -> HttpResponse:
    """The investigator's report."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ReportForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.write_report, case=case), REPORT)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def ask_for_response(request: SignedInRequest, reference: str) -> HttpResponse:
    """Serve the allegations."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ServiceForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.ask_for_response, case=case), ASK)


@requires(Permission.CASE_ENTER_RESPONSE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def enter_response(request: SignedInRequest, reference: str) -> HttpResponse:
    """A response that came by letter."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = PaperResponseForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.enter_response, case=case), ENTER)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def ask_for_more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask that the manager may respond later than the rules say."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = MoreTimeForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.ask_for_more_time, case=case), MORE_TIME)


@requires(Permission.CASE_EXTEND, methods=WAYS, opens=OPENS, object_rule="cases_for")
def decide_on_more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the time that somebody else asked for, or refuse it."""
    return _decide_on_time(request, reference, actions.decide_on_more_time, DECIDE_TIME)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def ask_for_more_time_to_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask that the manager may appeal later than the rules say."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = MoreTimeToAppealForm(sent(request), initial=seen_of_case(case))
    act = partial(actions.ask_for_more_time_to_appeal, case=case)
    return act_on_case(request, case, form, act, MORE_TIME_TO_APPEAL)


@requires(Permission.CASE_EXTEND, methods=WAYS, opens=OPENS, object_rule="cases_for")
def decide_on_more_time_to_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the time to appeal that somebody else asked for, or refuse it."""

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.decide_on_more_time_to_appeal(at=instant, **given))

    return _decide_on_time(request, reference, act, DECIDE_TIME_TO_APPEAL)


def _decide_on_time(
    request: SignedInRequest, reference: str, act: Callable[..., object], page: StepPage
) -> HttpResponse:
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = DecideMoreTimeForm(sent(request), initial=seen_of_case(case))

    def decide(decision: str, **given: Any) -> object:
        return act(case=case, grant=decision == "grant", **given)

    told = page.text if case.person.user_id else f"{page.text} {NO_EMAIL}"
    return act_on_case(request, case, form, decide, replace(page, text=told, asked=time_asked_for(case)))


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def close_response_window(request: SignedInRequest, reference: str) -> HttpResponse:
    """Go on without a response."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = StepForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.close_response_window, case=case), GO_ON)


@requires(Permission.CASE_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def serve(request: SignedInRequest, reference: str) -> HttpResponse:
    """Serve the decision."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = ServiceForm(sent(request), initial=seen_of_case(case))

    def serve(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.serve_decision(case=case, at=instant, **given))

    found = getattr(case, "determination", None)
    told = told_of(case, found, at=timezone.now()) if found else []
    shown = {"told": told, "decision": decisions.decision(found) if found else []}
    return act_on_case(request, case, form, serve, SERVE, template="conduct/cases/serve.jinja", shown=shown)


@requires(Permission.CASE_WITHDRAW, methods=WAYS, opens=OPENS, object_rule="cases_for")
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    """End a case that was wrongly opened."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = WithdrawForm(sent(request), initial=seen_of_case(case))

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.withdraw_case(case=case, at=instant, **given))

    return act_on_case(request, case, form, act, WITHDRAW)


@requires(Permission.CASE_CLOSE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    """Put a decided case away."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = StepForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.close_case, case=case), CLOSE)
