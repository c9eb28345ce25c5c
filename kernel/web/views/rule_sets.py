"""The rule sets: which parameters of law and policy were in force when, and the way to a new one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries, rulesets
from kernel.actions.rule_sets import FaultyRules, RuleSetTerms
from kernel.clocks import format_date, today
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms import rule_sets as rule_set_forms
from kernel.web.presenters import rule_sets as presenters

OPENS = ("kernel.rule_set", "version")


@requires(KernelPermission.RULE_SET_VIEW, unlogged="rules, not people")
def rule_sets(request: HttpRequest) -> HttpResponse:
    rows = presenters.rule_set_rows(queries.rule_sets(), at=timezone.now())
    return render(request, "kernel/rule_sets/list.jinja", {"rows": rows})


@requires(KernelPermission.RULE_SET_VIEW, unlogged="rules, not people")
def rule_set(request: SignedInRequest, version: str) -> HttpResponse:
    """One version: its state, each parameter with its legal or policy source, and how it came to be."""
    found = get_object_or_404(queries.rule_sets(), version=version)
    context = {
        "rules": found,
        "facts": presenters.rule_set_facts(found, at=timezone.now()),
        "groups": presenters.parameter_groups(found),
        "before": queries.rule_set_before(found),
        "next_steps": presenters.next_steps(found, user=request.user),
        "waits": presenters.waits_for_another(found, user=request.user),
        "timeline": presenters.timeline(queries.rule_set_steps(found)),
        "because": presenters.because(found),
    }
    return render(request, "kernel/rule_sets/rule_set.jinja", context)


@requires(KernelPermission.RULE_SET_VIEW, unlogged="rules, not people")
def compare_rule_set(request: HttpRequest, version: str) -> HttpResponse:
    """What one version changes of the one before it."""
    found = get_object_or_404(queries.rule_sets(), version=version)
    if not (before := queries.rule_set_before(found)):
        raise Http404
    context = {"rules": found, "before": before, "rows": presenters.difference_rows(before, found)}
    return render(request, "kernel/rule_sets/compare.jinja", context)


@requires(KernelPermission.RULE_SET_CHANGE, methods=("GET", "POST"), unlogged="rules, not people")
def draft_rule_set(request: SignedInRequest) -> HttpResponse:
    """A new version, beginning with what is in force now."""
    now = rulesets.row_in_force(timezone.now())
    shown = rule_set_forms.initial(
        name=now.name, begins_on=None, revision=0, parameters=now.parameters, sources=now.sources
    )
    form = rule_set_forms.RuleSetForm(request.POST or None, initial=shown)
    made = _written(form, lambda terms, given: actions.draft_rule_set(**given, terms=terms, by=request.user))
    if made:
        messages.success(request, "The draft is kept. It binds nobody until another administrator approves it.")
        return redirect("kernel:rule_set", version=made.version)
    return render(request, "kernel/rule_sets/write.jinja", {"form": form, "rules": None})


@requires(KernelPermission.RULE_SET_CHANGE, methods=("GET", "POST"), opens=OPENS)
def revise_rule_set(request: SignedInRequest, version: str) -> HttpResponse:
    """Change a draft."""
    found = get_object_or_404(queries.rule_sets(), version=version)
    shown = rule_set_forms.initial(
        name=found.name,
        begins_on=today(found.effective_from),
        revision=found.revision,
        parameters=found.parameters,
        sources=found.sources,
    )
    form = rule_set_forms.RuleSetForm(request.POST or None, initial=shown)
    if _written(
        form,
        lambda terms, given: actions.revise_rule_set(
            rule_set=found, revision=form.cleaned_data["revision"], **given, terms=terms, by=request.user
        ),
    ):
        messages.success(request, "The draft has changed.")
        return redirect("kernel:rule_set", version=version)
    return render(request, "kernel/rule_sets/write.jinja", {"form": form, "rules": found})


def _written(form: rule_set_forms.RuleSetForm, write: Callable[[RuleSetTerms, dict[str, Any]], Any]) -> Any:
    """What an action made of a form, or None with its refusal at the inputs it is about."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    terms = RuleSetTerms(
        name=given["name"], begins_on=given["begins_on"], parameters=form.parameters(), sources=form.sources()
    )
    try:
        return write(terms, {"reason": given["reason"], "at": timezone.now()})
    except FaultyRules as faulty:
        form.add_faults(faulty.faults)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
    return None


@requires(KernelPermission.RULE_SET_CHANGE, methods=("GET", "POST"), opens=OPENS)
def submit_rule_set(request: SignedInRequest, version: str) -> HttpResponse:
    """Ask another administrator to approve a draft."""
    return _step(
        request, version, rule_set_forms.RuleSetSubmitForm, "submit", "Another administrator can now approve it."
    )


@requires(KernelPermission.RULE_SET_CHANGE, methods=("GET", "POST"), opens=OPENS)
def withdraw_rule_set(request: SignedInRequest, version: str) -> HttpResponse:
    """Give up a version that was not approved."""
    return _step(request, version, rule_set_forms.RuleSetWithdrawForm, "withdraw", "The rule set is withdrawn.")


@requires(KernelPermission.RULE_SET_APPROVE, methods=("GET", "POST"), opens=OPENS, step_up=True)
def decide_rule_set(request: SignedInRequest, version: str) -> HttpResponse:
    """Approve a version, or send it back to be changed."""
    return _step(request, version, rule_set_forms.RuleSetDecisionForm, "decide", "Your decision is recorded.")


DEEDS: dict[str, Callable[..., Any]] = {
    "submit": actions.submit_rule_set,
    "withdraw": actions.withdraw_rule_set,
    "approve": actions.approve_rule_set,
    "send_back": actions.send_back_rule_set,
}


def _step(request: SignedInRequest, version: str, kind: type[forms.Form], page: str, done: str) -> HttpResponse:
    found = get_object_or_404(queries.rule_sets(), version=version)
    form = kind(request.POST or None, initial={"revision": found.revision})
    if form.is_valid():
        given = form.cleaned_data
        deed = DEEDS[given.pop("decision", page)]
        try:
            deed(rule_set=found, **given, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect("kernel:rule_set", version=version)
    before = queries.rule_set_before(found)
    context = {
        "rules": found,
        "form": form,
        "begins": format_date(today(found.effective_from)),
        "rows": presenters.difference_rows(before, found) if before else [],
    }
    return render(request, f"kernel/rule_sets/{page}.jinja", context)
