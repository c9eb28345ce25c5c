"""Campaigns: looked for, named, described, and put right by people."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation.actions import campaigns as actions
from consultation.permissions import Permission
from consultation.web.forms.campaigns import DescribeForm, LookForm, MemberForm
from consultation.web.presenters import campaigns as present
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from django.forms import Form

RULE = "consultations_for"
LOOK = StepPage(
    "Look for campaigns",
    "Look for campaigns",
    "Groups of responses with nearly the same words are found. Names, descriptions and what people put right stay.",
    done="Campaigns are being looked for.",
)
DESCRIBE = StepPage("Name this campaign", "Save", done="The campaign has its name.")
MEMBER = StepPage(
    "Put a response in or take it out",
    "Save",
    "It is written down with your reason, and a later look does not undo it.",
    done="It is put right.",
)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def look(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have them looked for."""
    held = found(request, slug)
    return act_on(request, held, LookForm(sent(request)), partial(actions.look_for_campaigns, consultation=held), LOOK)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def campaign(request: SignedInRequest, slug: str, campaign: int) -> HttpResponse:
    """One with its texts and its responses."""
    one = get_object_or_404(found(request, slug).campaigns, pk=campaign)
    return render(request, "consultation/staff/campaign.jinja", present.campaign_page(one, request.GET))


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def describe(request: SignedInRequest, slug: str, campaign: int) -> HttpResponse:
    """Give it a name, and say what it is."""
    one = get_object_or_404(found(request, slug).campaigns, pk=campaign)
    form = DescribeForm(sent(request), initial={"name": one.name, "description": one.description})
    return _act(request, one, form, actions.describe_campaign, DESCRIBE)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def member(request: SignedInRequest, slug: str, campaign: int) -> HttpResponse:
    """Put a response in, or take it out."""
    one = get_object_or_404(found(request, slug).campaigns, pk=campaign)
    form = MemberForm(sent(request), initial={"number": request.GET.get("number", "")})
    return _act(request, one, form, actions.say_member, MEMBER)


def _act(request: SignedInRequest, one: Any, form: "Form", act: Any, page: StepPage) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            act(campaign=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, page.done)
            return redirect("consultation:campaign", one.consultation.slug, one.pk)
    shown = {"consultation": one.consultation, "campaign": one, "form": form, "page": page}
    return render(request, "consultation/staff/campaign_step.jinja", shown)
