"""The addresses at which a trust's programs are told of events: keep them, test them, see what became of what was sent.

Another organisation's are not found.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import sign_ins
from kernel.actions import webhooks as actions
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms.programs import ConfirmForm, DeliveriesForm, EndpointForm, SendAgainForm
from kernel.web.presenters import programs as present
from kernel.webhooks.queries import counted_endpoints_of, deliveries_of

if TYPE_CHECKING:
    from kernel.webhooks.queries import CountedEndpoint

VIEW, CHANGE = KernelPermission.WEBHOOK_VIEW, KernelPermission.WEBHOOK_CHANGE
PER_PAGE = 25
ONE: Any = {"object_rule": "endpoints_of", "opens": ("kernel.webhook_endpoint", "reference")}


@requires(VIEW, object_rule="endpoints_of", unlogged="addresses of programs, not people")
def endpoints(request: SignedInRequest) -> HttpResponse:
    """The organisation's endpoints, the newest first."""
    found = counted_endpoints_of(organisation_id=request.user.organisation_id or 0)
    context = {"head": present.ENDPOINT_HEAD, "rows": present.endpoint_rows(found)}
    return render(request, "kernel/webhooks/list.jinja", context)


@requires(CHANGE, methods=("GET", "POST"), step_up=True, unlogged="a form that shows nobody")
def add_endpoint(request: SignedInRequest) -> HttpResponse:
    """Have events sent to an address; its secret is on the next page, once."""
    if request.user.organisation_id is None:
        raise Http404
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            endpoint, secret = actions.add_endpoint(
                organisation_id=request.user.organisation_id, **form.cleaned_data, at=timezone.now()
            )
        except ActionRefused as refusal:
            _refused(form, refusal)
        else:
            sign_ins.show_secret(request, secret, of=endpoint.reference)
            return redirect("kernel:endpoint", endpoint.reference)
    return render(request, "kernel/webhooks/new.jinja", {"form": form})


@requires(VIEW, **ONE)
def endpoint(request: SignedInRequest, reference: str) -> HttpResponse:
    """One endpoint, and what was sent to it, newest first. A fresh secret is shown this once."""
    found = _own(request, reference)
    form = DeliveriesForm(request.GET or None)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = Paginator(deliveries_of(endpoint=found, state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "endpoint": found,
        "secret": sign_ins.secret_on_show(request, of=reference),
        "facts": present.endpoint_facts(found),
        "search": form,
        "head": present.DELIVERY_HEAD,
        "rows": present.delivery_rows(page, endpoint=found),
        "page": page,
        "query": request.GET,
    }
    return render(request, "kernel/webhooks/endpoint.jinja", context)


@requires(CHANGE, methods=("GET", "POST"), **ONE)
def change_endpoint(request: SignedInRequest, reference: str) -> HttpResponse:
    """Another address, description or choice of events."""
    found = _own(request, reference)
    now = {name: getattr(found, name) for name in ("url", "description", "events")}
    form = EndpointForm(request.POST or None, initial=now)
    if form.is_valid():
        change = actions.EndpointChange(**form.cleaned_data)
        try:
            actions.change_endpoint(endpoint=found, change=change, at=timezone.now())
        except ActionRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "The endpoint was changed.")
            return redirect("kernel:endpoint", reference)
    return render(request, "kernel/webhooks/change.jinja", {"form": form, "endpoint": found})


@requires(CHANGE, methods=("GET", "POST"), **ONE)
def switch_endpoint(request: SignedInRequest, reference: str) -> HttpResponse:
    """Switch an endpoint off, or on again, once confirmed."""
    found = _own(request, reference)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        change = actions.EndpointChange(enabled=bool(found.stopped_because))
        try:
            actions.change_endpoint(endpoint=found, change=change, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The endpoint is on." if found.stopped_because else "The endpoint is off.")
            return redirect("kernel:endpoint", reference)
    return render(request, "kernel/webhooks/switch.jinja", {"form": form, "endpoint": found})


@requires(CHANGE, methods=("GET", "POST"), step_up=True, **ONE)
def renew_endpoint_secret(request: SignedInRequest, reference: str) -> HttpResponse:
    """Another secret; the one before signs too for a day."""
    found = _own(request, reference)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _, secret = actions.rotate_secret(endpoint=found, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            sign_ins.show_secret(request, secret, of=reference)
            return redirect("kernel:endpoint", reference)
    return render(request, "kernel/webhooks/renew.jinja", {"form": form, "endpoint": found})


@requires(CHANGE, methods=("GET", "POST"), **ONE)
def delete_endpoint(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send nothing more to an address, for good, once confirmed."""
    found = _own(request, reference)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.delete_endpoint(endpoint=found, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The endpoint was deleted.")
            return redirect("kernel:endpoints")
    return render(request, "kernel/webhooks/delete.jinja", {"form": form, "endpoint": found})


@requires(CHANGE, methods=("POST",), **ONE)
def ping_endpoint(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send a test."""
    try:
        actions.ping(endpoint=_own(request, reference), at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "A test is on its way. Reload this page in a moment to see what became of it.")
    return redirect("kernel:endpoint", reference)


@requires(VIEW, **ONE)
def delivery(request: SignedInRequest, reference: str, event: str) -> HttpResponse:
    """One event for one endpoint: what is sent, and every attempt."""
    found = _own(request, reference)
    message = get_object_or_404(deliveries_of(endpoint=found), event__reference=event)
    context = {
        "endpoint": found,
        "event": message.event,
        "facts": present.delivery_facts(message),
        "body": present.delivery_body(message),
        "head": present.ATTEMPT_HEAD,
        "rows": present.attempt_rows(message.attempts.all()),
    }
    return render(request, "kernel/webhooks/delivery.jinja", context)


@requires(CHANGE, methods=("POST",), **ONE)
def redeliver(request: SignedInRequest, reference: str, event: str) -> HttpResponse:
    """Send one event again, whatever became of it."""
    found = _own(request, reference)
    get_object_or_404(deliveries_of(endpoint=found), event__reference=event)
    try:
        actions.redeliver(endpoint=found, event=event, since=None, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, "The event is sent again now.")
    return redirect("kernel:delivery", reference, event)


@requires(CHANGE, methods=("GET", "POST"), **ONE)
def redeliver_given_up(request: SignedInRequest, reference: str) -> HttpResponse:
    """Send again what was given up, all of it or from a day on."""
    found = _own(request, reference)
    form = SendAgainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            count = actions.redeliver(endpoint=found, event="", since=form.since_at, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Events that are sent again now: {count or 0:,}.")
            return redirect("kernel:endpoint", reference)
    return render(request, "kernel/webhooks/redeliver.jinja", {"form": form, "endpoint": found})


def _own(request: SignedInRequest, reference: str) -> "CountedEndpoint":
    found = counted_endpoints_of(organisation_id=request.user.organisation_id or 0)
    return get_object_or_404(found, reference=reference)


def _refused(form: EndpointForm, refusal: ActionRefused) -> None:
    form.add_error("url" if isinstance(refusal, actions.AddressRefused) else None, refusal.text)
