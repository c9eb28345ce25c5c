"""Where an account is signed in: seen and ended by its owner, ended by an administrator."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries, sessions
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, add_refusal, keeping, render
from kernel.web.forms.accounts import ReasonForm

OWN = KernelPermission.SIGNED_IN
CHANGE = KernelPermission.ACCOUNT_CHANGE


@requires(OWN, methods=("POST",), unlogged="one’s own account")
def stay(request: SignedInRequest) -> HttpResponse:
    """Somebody is still there. Answers how many seconds they have now."""
    sessions.touch(request)
    return JsonResponse({"seconds": sessions.seconds_left(request)})


@requires(OWN, unlogged="one’s own account")
def late_form(request: SignedInRequest) -> HttpResponse:
    """What was sent after the session had ended: shown, to be sent now or not at all."""
    found = keeping.kept(request, request.user.pk)
    if found is None:
        return redirect("home:start")
    context = {**found, "rows": [(name.replace("_", " ").capitalize(), value) for name, value in found["sent"]]}
    return render(request, "kernel/security/late_form.jinja", context)


@requires(OWN, methods=("POST",), object_rule="sessions_of", unlogged="one’s own account")
def end_session(request: SignedInRequest, key: str) -> HttpResponse:
    """Sign out somewhere else."""
    found = get_object_or_404(queries.sessions_of(request.user, at=timezone.now()), pk=key)
    actions.end_session(session=found)
    messages.success(request, "You are signed out there.")
    return redirect("kernel:security")


@requires(OWN, methods=("POST",), object_rule="browsers_of", unlogged="one’s own account")
def forget_browser(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a browser."""
    actions.forget_browser(browser=get_object_or_404(queries.browsers_of(request.user), pk=pk))
    messages.success(request, "The browser is forgotten. You are told when it is used to sign in again.")
    return redirect("kernel:security")


@requires(CHANGE, methods=("POST",), opens=("kernel.user", "pk"))
def sign_out_user(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign somebody out wherever they are signed in."""
    user = get_object_or_404(queries.users(), pk=pk)
    if user.pk == request.user.pk:
        messages.error(request, "Sign yourself out on your own page.")
    else:
        actions.end_sessions(user=user)
        messages.success(request, "The account is signed out everywhere.")
    return redirect("kernel:account", pk=pk)


@requires(CHANGE, methods=("GET", "POST"), opens=("kernel.user", "pk"), step_up=True)
def remove_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the second factors of somebody who has lost them away, with a reason."""
    user = get_object_or_404(queries.users(), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.remove_all_factors(
                user=user, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The second factors were removed. They set up a new one when they sign in.")
            return redirect("kernel:account", pk=pk)
    return render(request, "kernel/accounts/remove_factors.jinja", {"user": user, "form": form})
