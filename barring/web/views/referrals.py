"""Checking that the bar that a panel decided on is lawful: it is made, or goes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions import referrals as actions
from barring.permissions import Permission
from barring.queries.proposals import referrals_for
from barring.web.forms.referrals import CheckReferral
from barring.web.presenters.referrals import referral_page
from kernel.clocks import Channel
from kernel.effect import take_effect
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render

METHODS = ("GET", "POST")


@requires(
    Permission.BAR_APPROVE,
    methods=METHODS,
    opens=("conduct.case", "reference"),
    object_rule="referrals_for",
    step_up=True,
)
def check_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the panel decided, and whether it is lawful: no more is asked here."""
    now = timezone.now()
    decision = get_object_or_404(referrals_for(user=request.user, at=now), case__reference=reference)
    shown = referral_page(decision, at=now)
    form = CheckReferral(request.POST or None, address=shown["address"])
    if form.is_valid():
        try:
            return _answered(request, decision, **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
    return render(request, "barring/bars/referral.jinja", shown | {"form": form})


def _answered(request: SignedInRequest, decision: Any, *, answer: str, reason: str, channel: str) -> HttpResponse:
    given: dict[str, Any] = {"decision": decision, "reason": reason, "by": request.user}
    if answer == "lawful":
        bar = take_effect(lambda at: actions.make_bar(**given, channel=Channel(channel), at=at))
        messages.success(request, f"{bar.reference} is made.")
        return redirect("barring:bar", reference=bar.reference)
    actions.send_back_referral(**given, at=timezone.now())
    messages.success(request, "The referral went back to the panel with your reasons.")
    return redirect("barring:bars")
