"""What staff do to a bar, a page for each action. Each carries the version it was opened on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions import bars as actions
from barring.actions import extensions, lifting, representations
from barring.permissions import Permission
from barring.queries import bars as queries
from barring.web.forms import bars as forms
from barring.web.presenters import bar_steps as present
from barring.workflow import BAR, Action
from kernel.clocks import Channel, today
from kernel.effect import take_effect
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render

METHODS = ("GET", "POST")
OPENS = ("barring.bar", "reference")
Perform = Callable[[Any, Any], object]
"""Does the action to the bar with the form's content."""


@requires(Permission.BAR_PROPOSE, methods=METHODS, opens=OPENS, object_rule="bars_for")
def revise(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        given = form.cleaned_data
        return actions.revise(
            bar=bar,
            version=given["version"],
            ground_detail=given.get("ground_detail", ""),
            terms=form.terms,
            reason=given["reason"],
            by=request.user,
            at=timezone.now(),
        )

    return _page(request, reference, Action.REVISE, forms.Revise, perform)


@requires(Permission.BAR_SERVE_NOTICE, methods=METHODS, opens=OPENS, object_rule="bars_for")
def serve_notice(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        now, given = timezone.now(), form.cleaned_data
        return actions.serve_notice(
            bar=bar,
            version=given["version"],
            channel=Channel(given["channel"]),
            sent_on=given["sent_on"] or today(now),
            by=request.user,
            at=now,
        )

    return _page(request, reference, Action.SERVE_NOTICE, forms.ServeNotice, perform)


@requires(Permission.BAR_ENTER_REPRESENTATIONS, methods=METHODS, opens=OPENS, object_rule="bars_for")
def enter_representations(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        return representations.enter_representations(bar=bar, **form.cleaned_data, by=request.user, at=timezone.now())

    return _page(request, reference, Action.ENTER_REPRESENTATIONS, forms.EnterRepresentations, perform)


@requires(Permission.BAR_APPROVE, methods=METHODS, opens=OPENS, object_rule="bars_for", step_up=True)
def approve(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        given = form.cleaned_data
        return take_effect(
            lambda at: actions.approve(
                bar=bar,
                version=given["version"],
                channel=Channel(given["channel"]),
                reason=given["reason"],
                early_because=given.get("early_because", ""),
                by=request.user,
                at=at,
            )
        )

    return _page(request, reference, Action.APPROVE, forms.Approve, perform)


@requires(Permission.BAR_SERVE_NOTICE, methods=METHODS, opens=OPENS, object_rule="bars_for")
def ask_for_more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    return _page(
        request,
        reference,
        Action.ASK_EXTENSION,
        forms.MoreTime,
        lambda bar, form: extensions.ask_for_more_time(
            bar=bar, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )


@requires(Permission.BAR_EXTEND, methods=METHODS, opens=OPENS, object_rule="bars_for")
def decide_on_more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        given = dict(form.cleaned_data)
        grant = given.pop("decision") == "grant"
        return extensions.decide_on_more_time(bar=bar, grant=grant, **given, by=request.user, at=timezone.now())

    return _page(request, reference, Action.GRANT_EXTENSION, forms.DecideMoreTime, perform)


@requires(Permission.BAR_SERVE_NOTICE, methods=METHODS, opens=OPENS, object_rule="bars_for")
def ask_for_more_time_to_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    return _page(
        request,
        reference,
        Action.ASK_APPEAL_EXTENSION,
        forms.MoreTimeToAppeal,
        lambda bar, form: extensions.ask_for_more_time_to_appeal(
            bar=bar, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
    )


@requires(Permission.BAR_EXTEND, methods=METHODS, opens=OPENS, object_rule="bars_for")
def decide_on_more_time_to_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        given = dict(form.cleaned_data)
        grant = given.pop("decision") == "grant"
        decide = extensions.decide_on_more_time_to_appeal
        return decide(bar=bar, grant=grant, **given, by=request.user, at=timezone.now())

    return _page(request, reference, Action.GRANT_APPEAL_EXTENSION, forms.DecideMoreTime, perform)


@requires(Permission.BAR_SEND_BACK, methods=METHODS, opens=OPENS, object_rule="bars_for")
def send_back(request: SignedInRequest, reference: str) -> HttpResponse:
    return _reasoned(request, reference, Action.SEND_BACK, actions.send_back)


@requires(Permission.BAR_WITHDRAW, methods=METHODS, opens=OPENS, object_rule="bars_for")
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    return _reasoned(request, reference, Action.WITHDRAW, actions.withdraw)


@requires(Permission.BAR_PROPOSE_LIFTING, methods=METHODS, opens=OPENS, object_rule="bars_for")
def propose_lifting(request: SignedInRequest, reference: str) -> HttpResponse:
    return _reasoned(request, reference, Action.PROPOSE_LIFTING, lifting.propose_lifting)


@requires(Permission.BAR_LIFT, methods=METHODS, opens=OPENS, object_rule="bars_for", step_up=True)
def lift(request: SignedInRequest, reference: str) -> HttpResponse:
    def perform(bar: Any, form: Any) -> object:
        return take_effect(lambda at: lifting.lift(bar=bar, **form.cleaned_data, by=request.user, at=at))

    return _page(request, reference, Action.LIFT, forms.Reason, perform)


@requires(Permission.BAR_LIFT, methods=METHODS, opens=OPENS, object_rule="bars_for")
def refuse_lifting(request: SignedInRequest, reference: str) -> HttpResponse:
    return _reasoned(request, reference, Action.REFUSE_LIFTING, lifting.refuse_lifting)


def _reasoned(request: SignedInRequest, reference: str, action: Action, write: Callable[..., object]) -> HttpResponse:
    """The page of an action that asks for nothing but its reasons."""

    def perform(bar: Any, form: Any) -> object:
        return write(bar=bar, **form.cleaned_data, by=request.user, at=timezone.now())

    return _page(request, reference, action, forms.Reason, perform)


def _page(
    request: SignedInRequest, reference: str, action: Action, form_class: type[forms.Versioned], perform: Perform
) -> HttpResponse:
    """Ask, do, and go back to the bar; what is refused stays on the page with what was typed."""
    bar = get_object_or_404(queries.bar_for(user=request.user, reference=reference))
    if request.method == "GET" and action not in BAR.allowed(bar.status):
        messages.error(request, present.not_now(bar, action))
        return redirect("barring:bar", reference=reference)
    extra = present.form_arguments(bar, action, at=timezone.now())
    form = form_class(request.POST or None, initial=present.initial(bar, action), **extra)
    if form.is_valid():
        try:
            perform(bar, form)
        except ActionRefused as refusal:
            bar.refresh_from_db()
            form = form_class(present.on_version(request.POST, bar.version), **extra)
            add_refusal(form, refusal)
        else:
            messages.success(request, present.done(action, channel=form.cleaned_data.get("channel", "")))
            return redirect("barring:bar", reference=reference)
    context = present.page(bar, action, representations=queries.representations_to(bar))
    return render(request, "barring/bars/step.jinja", context | {"form": form})
