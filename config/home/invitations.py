"""Accepting an invitation: a page over two apps, since a manager's account belongs to their register entry."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kernel.actions import accept_invitation, open_invitation
from kernel.errors import ActionRefused
from kernel.limits import limited
from kernel.permissions import Role, public
from kernel.web import add_refusal, presenters, render
from kernel.web.forms.accounts import AcceptInvitationForm, AcceptManagerForm
from register.actions import link_invited, prove_invited


@public(methods=("GET", "POST"))
@limited
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Who was invited chooses a name and a password, and then signs in."""
    at = timezone.now()
    try:
        invitation = open_invitation(code=code, at=at)
    except ActionRefused as refusal:
        return render(request, "home/invitation_over.jinja", {"refusal": refusal}, status=404)
    kind = AcceptManagerForm if Role.MANAGER in invitation.roles else AcceptInvitationForm
    form = kind(request.POST or None, initial={"name": invitation.name})
    if form.is_valid():
        given = form.cleaned_data
        try:
            if born := given.get("date_of_birth"):
                prove_invited(invitation=invitation, date_of_birth=born, at=at)
            make_account(code=code, name=given["name"], password=given["password"], at=at)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            logout(request)
            messages.success(request, "Your account is ready. Sign in with the password you chose.")
            return redirect("account_login")
    context = {"invitation": invitation, "roles": presenters.in_words(invitation.roles), "form": form}
    return render(request, "home/accept_invitation.jinja", context)


@transaction.atomic
def make_account(*, code: str, name: str, password: str, at: datetime) -> None:
    """Make the account that an invitation promises. A manager's is linked to their entry in the same transaction."""
    user, invitation = accept_invitation(code=code, name=name, password=password, at=at)
    link_invited(invitation=invitation, user=user, at=at)
