"""Invitations to have an account, for administrators. Who is invited accepts on a page of `config.home`."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries
from kernel.access_log import note_shown
from kernel.clocks import today
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, Role, requires
from kernel.web import SignedInRequest, add_refusal, presenters, render
from kernel.web.forms.accounts import StaffInvitationForm, TrustInvitationForm

if TYPE_CHECKING:
    from kernel.models import Invitation

SENT = "The invitation was sent."
ASKED = "The invitation was asked for. It is sent when another administrator has approved it."


@requires(KernelPermission.ACCOUNT_VIEW, lists="kernel.invitation")
def invitations(request: SignedInRequest) -> HttpResponse:
    """Invitations neither accepted nor withdrawn."""
    found = queries.open_invitations()
    note_shown(request, [one.pk for one in found], count=len(found))
    rows = presenters.invitation_rows(found, at=timezone.now(), route="kernel:invitation")
    return render(request, "kernel/invitations/list.jinja", {"rows": rows})


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("GET", "POST"), step_up=True, unlogged="a form that shows nobody")
def invite_staff(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to the regulator's staff."""
    form = StaffInvitationForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.invite(
                email=given["email"],
                name=given["name"],
                roles=[Role(role) for role in given["roles"]],
                organisation=None,
                by=request.user,
                at=timezone.now(),
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, ASKED)
            return redirect("kernel:invitations")
    return render(request, "kernel/invitations/new_staff.jinja", {"form": form})


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("GET", "POST"), step_up=True, unlogged="a form that shows nobody")
def invite_trust(request: SignedInRequest) -> HttpResponse:
    """Invite somebody who works for an organisation."""
    now = timezone.now()
    form = TrustInvitationForm(request.POST or None, day=today(now))
    if form.is_valid():
        given = form.cleaned_data
        try:
            invitation = actions.invite(
                email=given["email"],
                name=given["name"],
                roles=[Role(role) for role in given["roles"]],
                organisation=queries.organisation_by_code(given["organisation"]),
                by=request.user,
                at=now,
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, ASKED if invitation.waits_for_approval else SENT)
            return redirect("kernel:invitations")
    return render(request, "kernel/invitations/new_trust.jinja", {"form": form})


@requires(KernelPermission.ACCOUNT_VIEW, opens=("kernel.invitation", "pk"))
def invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One open invitation."""
    found = get_object_or_404(queries.open_invitations(), pk=pk)
    return _show(request, found)


@requires(KernelPermission.ACCOUNT_DECIDE, methods=("POST",), step_up=True, opens=("kernel.invitation", "pk"))
def approve_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second administrator agrees, and the invitation leaves."""
    found = get_object_or_404(queries.open_invitations(), pk=pk)
    try:
        actions.approve_invitation(invitation=found, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        return _show(request, found, refusal)
    messages.success(request, SENT)
    return redirect("kernel:invitations")


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("POST",), opens=("kernel.invitation", "pk"))
def withdraw_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(queries.open_invitations(), pk=pk)
    try:
        actions.withdraw_invitation(invitation=found, at=timezone.now())
    except ActionRefused as refusal:
        return _show(request, found, refusal)
    messages.success(request, "The invitation was withdrawn. Its link no longer works.")
    return redirect("kernel:invitations")


def _show(request: SignedInRequest, found: "Invitation", refusal: ActionRefused | None = None) -> HttpResponse:
    context = {
        "invitation": found,
        "facts": presenters.invitation_facts(found, at=timezone.now()),
        "may_approve": found.waits_for_approval and found.invited_by_id != request.user.pk,
        "refusal": refusal,
    }
    return render(request, "kernel/invitations/invitation.jinja", context, status=409 if refusal else 200)
