"""Keys by which a trust's program signs in, for the trust's own administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.programs import keys_of, programs_of
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms.programs import ClientKeyForm, ReasonForm

MAY = KernelPermission.API_CLIENT_CHANGE
OPENS = ("kernel.api_client", "client_id")


@requires(MAY, methods=("GET", "POST"), object_rule="programs_of", opens=OPENS, step_up=True)
def add_client_key(request: SignedInRequest, client_id: str) -> HttpResponse:
    """Let a program sign in by a key."""
    client = get_object_or_404(programs_of(organisation_id=request.user.organisation_id or 0), client_id=client_id)
    form = ClientKeyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_client_key(client_id=client_id, text=form.cleaned_data["public_key"], at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The key was added. The program may sign in by it now.")
            return redirect("kernel:api_client", client_id)
    return render(request, "kernel/api_clients/add_key.jinja", {"form": form, "client": client})


@requires(MAY, methods=("GET", "POST"), object_rule="programs_of", opens=OPENS, step_up=True)
def remove_client_key(request: SignedInRequest, client_id: str, pk: int) -> HttpResponse:
    """Let a program sign in by a key no more, with a reason."""
    client = get_object_or_404(programs_of(organisation_id=request.user.organisation_id or 0), client_id=client_id)
    key = get_object_or_404(keys_of(program=client), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.remove_client_key(key=key, reason=form.cleaned_data["reason"], at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The key was removed. Nobody gets in by it any more.")
            return redirect("kernel:api_client", client_id)
    return render(request, "kernel/api_clients/remove_key.jinja", {"form": form, "client": client, "key": key})
