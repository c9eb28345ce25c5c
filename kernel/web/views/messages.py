"""Messages that could not be delivered: of what kind, to whom by role, and why. Never what they say."""

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from kernel import actions, queries
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import KernelPermission, can, requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.forms.messages import ResendForm
from kernel.web.presenters import messages as presenters

PER_PAGE = 25


@requires(KernelPermission.MESSAGE_VIEW, lists="kernel.message")
def undelivered(request: SignedInRequest) -> HttpResponse:
    """What waits to be sent, and what was given up, by failure and one by one."""
    page = Paginator(queries.dead_messages(), PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [message.pk for message in page], count=page.paginator.count)
    context = {
        "waiting": presenters.waiting_facts(queries.messages_waiting(), at=timezone.now()),
        "failures": presenters.failure_rows(
            queries.dead_by_failure(), may_resend=can(request.user, KernelPermission.MESSAGE_RESEND)
        ),
        "rows": presenters.dead_rows(page),
        "page": page,
        "query": request.GET,
    }
    return render(request, "kernel/messages/undelivered.jinja", context)


@requires(KernelPermission.MESSAGE_RESEND, methods=("GET", "POST"), opens=("kernel.messages_by_failure", "failure"))
def undelivered_failure(request: SignedInRequest, failure: str) -> HttpResponse:
    """Send every message again that was given up for one failure, once confirmed."""
    count = queries.dead_of(failure).count()
    form = ResendForm(request.POST if request.method == "POST" else None)
    if not count and not form.is_bound:
        raise Http404
    if form.is_valid():
        try:
            sent = actions.resend_all(failure=failure, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            flash.success(request, f"Messages that will be sent again now: {sent}.")
            return redirect("kernel:undelivered")
    context = {"failure": presenters.failure_words(failure), "count": count, "form": form}
    return render(request, "kernel/messages/failure.jinja", context)


@requires(KernelPermission.MESSAGE_VIEW, opens=("kernel.message", "pk"))
def undelivered_message(request: SignedInRequest, pk: str) -> HttpResponse:
    """One message: its kind, the role of whom it is for, and every attempt to deliver it."""
    message = get_object_or_404(queries.messages(), pk=pk)
    context = {
        "facts": presenters.message_facts(message),
        "kind": presenters.kind(message.template),
        "attempts": presenters.attempt_rows(message),
        "resendings": presenters.resending_rows(message),
        "pk": pk,
        "is_dead": message.dead_at is not None,
    }
    return render(request, "kernel/messages/message.jinja", context)


@requires(KernelPermission.MESSAGE_RESEND, methods=("GET", "POST"), opens=("kernel.message", "pk"))
def resend_message(request: SignedInRequest, pk: str) -> HttpResponse:
    """Send one message again, once confirmed."""
    message = get_object_or_404(queries.messages(), pk=pk)
    form = ResendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.resend(message=message, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            flash.success(request, "The message will be sent again now.")
            return redirect("kernel:undelivered")
    context = {"kind": presenters.kind(message.template), "facts": presenters.message_facts(message), "form": form}
    return render(request, "kernel/messages/resend.jinja", context | {"pk": pk})
