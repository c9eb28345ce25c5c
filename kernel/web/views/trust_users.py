"""The users of one organisation, for its own administrator. Another organisation's are not found."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, Role, requires
from kernel.web import SignedInRequest, add_refusal, presenters, render
from kernel.web.forms.accounts import PersonInvitedForm, ReasonForm

MAY = KernelPermission.TRUST_USER_CHANGE


@requires(MAY, object_rule="trust_users_for", lists="kernel.user")
def trust_users(request: SignedInRequest) -> HttpResponse:
    """The organisation's users, and its open invitations."""
    invited, users = queries.trust_invitations_for(request.user), queries.trust_users_for(request.user)
    note_shown(request, [user.pk for user in users], count=len(users))
    context = {
        "rows": presenters.trust_user_rows(users, own=request.user.pk),
        "invited": presenters.invitation_rows(invited, at=timezone.now(), route="kernel:trust_invitation"),
    }
    return render(request, "kernel/trust_users/list.jinja", context)


@requires(
    MAY, methods=("GET", "POST"), object_rule="trust_users_for", step_up=True, unlogged="a form that shows nobody"
)
def invite_trust_user(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to use the organisation's account."""
    form = PersonInvitedForm(request.POST or None)
    if form.is_valid():
        try:
            actions.invite(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                roles=[Role.TRUST_USER],
                organisation=request.user.organisation,
                by=request.user,
                at=timezone.now(),
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The invitation was sent.")
            return redirect("kernel:trust_users")
    return render(request, "kernel/trust_users/invite.jinja", {"form": form})


@requires(MAY, methods=("GET", "POST"), object_rule="trust_users_for", opens=("kernel.user", "pk"), step_up=True)
def trust_user(request: SignedInRequest, pk: int) -> HttpResponse:
    """One user: close the account, or open it again, with a reason."""
    user = get_object_or_404(queries.trust_users_for(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        change = actions.deactivate if user.is_active else actions.reactivate
        try:
            change(user=user, reason=form.cleaned_data["reason"], by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The account is closed." if user.is_active else "The account is open again.")
            return redirect("kernel:trust_users")
    context = {"user": user, "form": form, "facts": presenters.account_facts(user)}
    return render(request, "kernel/trust_users/user.jinja", context)


@requires(MAY, methods=("GET", "POST"), object_rule="trust_invitations_for", opens=("kernel.invitation", "pk"))
def trust_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One invitation of the organisation; POST takes it back."""
    found = get_object_or_404(queries.trust_invitations_for(request.user), pk=pk)
    if request.method == "POST":
        try:
            actions.withdraw_invitation(invitation=found, at=timezone.now())
        except ActionRefused as refusal:
            messages.error(request, refusal.text)
        else:
            messages.success(request, "The invitation was withdrawn. Its link no longer works.")
        return redirect("kernel:trust_users")
    context = {"invitation": found, "facts": presenters.invitation_facts(found, at=timezone.now())}
    return render(request, "kernel/trust_users/invitation.jinja", context)
