"""Accounts and their roles, for administrators; and everybody's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, Role, requires
from kernel.web import SignedInRequest, add_refusal, noting, presenters, render
from kernel.web.forms.accounts import (
    AccountSearchForm,
    DecisionForm,
    PasswordChangeForm,
    ReasonForm,
    RoleChangeForm,
)

PER_PAGE = 25


@requires(KernelPermission.ACCOUNT_VIEW, lists="kernel.user")
def accounts(request: SignedInRequest) -> HttpResponse:
    """Every person's account, found by text and role."""
    form = AccountSearchForm(request.GET)
    form.is_valid()
    found = queries.find_users(text=form.cleaned_data.get("q", ""), role=form.cleaned_data.get("role", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [user.pk for user in page], count=page.paginator.count)
    context = {"search": form, "page": page, "rows": presenters.account_rows(page), "query": request.GET}
    return render(request, "kernel/accounts/list.jinja", context)


@requires(KernelPermission.ACCOUNT_VIEW, opens=("kernel.user", "pk"))
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: its roles, its state, a change that waits, and how it came to be so."""
    user = get_object_or_404(queries.users(), pk=pk)
    context = {
        "user": user,
        "facts": presenters.account_facts(user),
        "waiting": queries.open_role_changes().filter(user=user).first(),
        "events": presenters.account_events(user),
        "is_own": user.pk == request.user.pk,
        "may_change_roles": bool(presenters.roles_to_choose_from(user)),
    }
    return render(request, "kernel/accounts/account.jinja", context)


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("GET", "POST"), opens=("kernel.user", "pk"), step_up=True)
def change_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask that an account carry other roles; a second administrator decides."""
    user = get_object_or_404(queries.users(), pk=pk)
    if not (choice := presenters.roles_to_choose_from(user)):
        raise Http404
    form = RoleChangeForm(request.POST or None, roles=choice, initial={"roles": [role.value for role in user.roles]})
    if form.is_valid():
        roles = [Role(role) for role in form.cleaned_data["roles"]]
        try:
            actions.ask_role_change(
                user=user, roles=roles, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The change was asked for. Another administrator must approve it.")
            return redirect("kernel:account", pk=pk)
    return render(request, "kernel/accounts/change_roles.jinja", {"user": user, "form": form})


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("GET", "POST"), opens=("kernel.user", "pk"), step_up=True)
def close_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account, with a reason."""
    user = get_object_or_404(queries.users(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.deactivate(user=user, reason=form.cleaned_data["reason"], by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The account is closed.")
            return redirect("kernel:account", pk=pk)
    return render(request, "kernel/accounts/close.jinja", {"user": user, "form": form})


@requires(KernelPermission.ACCOUNT_CHANGE, methods=("GET", "POST"), opens=("kernel.user", "pk"), step_up=True)
def open_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again, with a reason."""
    user = get_object_or_404(queries.users(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.reactivate(user=user, reason=form.cleaned_data["reason"], by=request.user)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The account is open again.")
            return redirect("kernel:account", pk=pk)
    return render(request, "kernel/accounts/open.jinja", {"user": user, "form": form})


@requires(KernelPermission.ACCOUNT_VIEW, lists="kernel.role_change")
def role_changes(request: SignedInRequest) -> HttpResponse:
    """Changes of roles: what waits for a second administrator, then what was decided."""
    page = Paginator(queries.role_changes(), PER_PAGE).get_page(request.GET.get("page"))
    waiting = queries.open_role_changes()
    note_shown(request, {change.pk: None for change in [*waiting, *page]}, count=page.paginator.count)
    context = {
        "waiting": presenters.role_change_rows(waiting),
        "rows": presenters.role_change_rows(change for change in page if change.decided_at),
        "page": page,
        "query": request.GET,
    }
    return render(request, "kernel/accounts/changes.jinja", context)


@requires(KernelPermission.ACCOUNT_DECIDE, methods=("GET", "POST"), opens=("kernel.role_change", "pk"), step_up=True)
def role_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """One change of roles, and the decision of a second administrator."""
    change = get_object_or_404(queries.role_changes(), pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        approve = form.cleaned_data["decision"] == "approve"
        try:
            actions.decide_role_change(change=change, approve=approve, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The roles have changed." if approve else "The change was refused.")
            return redirect("kernel:role_changes")
    may_decide = change.decided_at is None and request.user.pk not in (change.asked_by_id, change.user_id)
    context = {
        "change": change,
        "facts": presenters.role_change_facts(change),
        "form": form,
        "may_decide": may_decide or form.is_bound,
    }
    return render(request, "kernel/accounts/change.jinja", context)


@requires(KernelPermission.SIGNED_IN, methods=("GET", "POST"), unlogged="one’s own account")
def password(request: SignedInRequest) -> HttpResponse:
    """A new password for whoever is signed in."""
    form = PasswordChangeForm(request.POST or None)
    if form.is_valid():
        try:
            user = actions.change_password(
                user=request.user,
                present=form.cleaned_data["present"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except ActionRefused as refusal:
            noting.note_refusal(request, refusal, user_id=request.user.pk)
            add_refusal(form, refusal)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Your password has changed.")
            return redirect("home:start")
    return render(request, "kernel/accounts/password.jinja", {"form": form})
