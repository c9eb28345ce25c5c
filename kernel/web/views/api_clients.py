"""The programs that use the API in a trust's name, for the trust's own administrator."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, sign_ins
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.programs import grants_about, keys_of, programs_of, use_of
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms.programs import ApiClientForm, GrantForm, ReasonForm
from kernel.web.presenters import programs as present

if TYPE_CHECKING:
    from kernel.models import ApiClient

MAY = KernelPermission.API_CLIENT_CHANGE
PER_PAGE = 25


@requires(MAY, object_rule="programs_of", unlogged="programs, not people")
def api_clients(request: SignedInRequest) -> HttpResponse:
    """The organisation's programs, and when each was last used."""
    found = programs_of(organisation_id=request.user.organisation_id or 0)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": request.GET,
        "head": present.CLIENT_HEAD,
        "rows": present.client_rows(page, use_of(programs=list(page))),
    }
    return render(request, "kernel/api_clients/list.jinja", context)


@requires(MAY, methods=("GET", "POST"), step_up=True, unlogged="a form that shows nobody")
def add_api_client(request: SignedInRequest) -> HttpResponse:
    """Make a program; its secret is on the next page, once."""
    organisation = request.user.organisation
    if organisation is None:
        raise Http404
    form = ApiClientForm(request.POST or None)
    if form.is_valid():
        client, secret = actions.add_api_client(
            organisation=organisation,
            scopes=form.cleaned_data["scopes"],
            name=form.cleaned_data["name"],
            at=timezone.now(),
        )
        sign_ins.show_secret(request, secret, of=client.client_id)
        return redirect("kernel:api_client", client.client_id)
    return render(request, "kernel/api_clients/new.jinja", {"form": form})


@requires(MAY, methods=("GET", "POST"), step_up=True, unlogged="a form that shows nobody")
def grant_program(request: SignedInRequest) -> HttpResponse:
    """Let another organisation's program act for this one."""
    organisation = request.user.organisation
    if organisation is None:
        raise Http404
    form = GrantForm(request.POST or None)
    if form.is_valid():
        try:
            grant = actions.grant_program(organisation=organisation, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The program may act for you now.")
            return redirect("kernel:api_client", grant.client_id)
    return render(request, "kernel/api_clients/grant.jinja", {"form": form})


@requires(MAY, object_rule="programs_of", opens=("kernel.api_client", "client_id"))
def api_client(request: SignedInRequest, client_id: str) -> HttpResponse:
    """One program: what it may do, when it was last used, what was done to it. A fresh secret is shown this once."""
    client = _own(request, client_id)
    grants = grants_about(program=client)
    context = {
        "client": client,
        "grant_head": present.GRANT_HEAD,
        "grants": present.grant_rows(grants) if client.granted_to_id is None else [],
        "secret": sign_ins.secret_on_show(request, of=client.client_id),
        "facts": present.client_facts(client, use_of(programs=[client])[client.pk], grants),
        "key_head": present.KEY_HEAD,
        "keys": present.key_rows(keys_of(program=client)),
        "events": present.client_events(client),
    }
    return render(request, "kernel/api_clients/client.jinja", context)


@requires(
    MAY,
    methods=("GET", "POST"),
    object_rule="programs_of",
    opens=("kernel.api_client", "client_id"),
    step_up=True,
)
def renew_client_secret(request: SignedInRequest, client_id: str) -> HttpResponse:
    """Another secret in the place of the one it has, with a reason."""
    client = _own(request, client_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            secret = actions.renew_client_secret(client_id=client_id, reason=form.cleaned_data["reason"])
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            sign_ins.show_secret(request, secret, of=client_id)
            return redirect("kernel:api_client", client_id)
    return render(request, "kernel/api_clients/renew.jinja", {"form": form, "client": client})


@requires(
    MAY,
    methods=("GET", "POST"),
    object_rule="programs_of",
    opens=("kernel.api_client", "client_id"),
    step_up=True,
)
def revoke_client(request: SignedInRequest, client_id: str) -> HttpResponse:
    """Let a program in no more, with a reason."""
    client = _own(request, client_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke_client(client_id=client_id, reason=form.cleaned_data["reason"], at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The program was revoked. Its next request is refused.")
            return redirect("kernel:api_client", client_id)
    return render(request, "kernel/api_clients/revoke.jinja", {"form": form, "client": client})


def _own(request: SignedInRequest, client_id: str) -> "ApiClient":
    return get_object_or_404(programs_of(organisation_id=request.user.organisation_id or 0), client_id=client_id)
