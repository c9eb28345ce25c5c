"""Who sits on panels, and on which days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.rules.panels import Kind
from conduct.web.forms.hearings import OfferForm, TermForm, TrainingForm
from conduct.web.presenters import hearings as present
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.permissions import can, requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

WAYS = ("GET", "POST")
NOBODYS_MATTER = "who sits on panels is published, and is no matter of a case"


@requires(Permission.PANEL_VIEW, unlogged=NOBODYS_MATTER)
def members(request: SignedInRequest) -> HttpResponse:
    """Everybody's terms."""
    may_appoint = can(request.user, Permission.PANEL_APPOINT)
    shown = {"rows": present.member_rows(may_appoint=may_appoint), "may_appoint": may_appoint}
    return render(request, "conduct/hearings/members.jinja", shown)


@requires(Permission.PANEL_APPOINT, methods=WAYS, unlogged=NOBODYS_MATTER)
def appoint(request: SignedInRequest) -> HttpResponse:
    """A term for somebody whose account has a role for panels."""
    form = TermForm(sent(request), people=list(queries.who_may(Permission.HEARING_SIT)), kinds=Kind.choices)
    if form.is_bound and form.is_valid():
        try:
            actions.appoint_to_panels(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The member is appointed.")
            return redirect("conduct:panel_members")
    words = {"heading": "Appoint a panel member", "button": "Appoint member"}
    return render(request, "conduct/hearings/member.jinja", {"form": form, **words})


@requires(Permission.PANEL_APPOINT, methods=WAYS, unlogged=NOBODYS_MATTER)
def training(request: SignedInRequest, pk: int) -> HttpResponse:
    """When a member was last trained."""
    member = get_object_or_404(queries.panel_members(), pk=pk)
    form = TrainingForm(sent(request), initial={"trained_on": member.trained_on})
    if form.is_bound and form.is_valid():
        try:
            actions.record_training(member=member, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The training is recorded.")
            return redirect("conduct:panel_members")
    words = {"heading": f"Training of {member.user.name}", "button": "Save"}
    return render(request, "conduct/hearings/member.jinja", {"form": form, **words})


@requires(Permission.HEARING_SIT, methods=WAYS, unlogged="one’s own days are shown to whoever offers them")
def own_days(request: SignedInRequest) -> HttpResponse:
    """The days on which whoever is signed in can sit."""
    now = timezone.now()
    offered = queries.offered_days(user=request.user, since=today(now))
    choices = present.sitting_choices(since=today(now), offered=offered)
    form = OfferForm(sent(request), choices=choices, initial={"days": [day.isoformat() for day in offered]})
    if form.is_bound and form.is_valid():
        try:
            actions.offer_days(by=request.user, at=now, **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Your days are saved.")
            return redirect("conduct:panel_days")
    return render(request, "conduct/hearings/days.jinja", {"form": form})
