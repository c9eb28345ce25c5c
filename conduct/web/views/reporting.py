"""Raising a concern and coming back to it, without a name.

These pages know nobody: a visitor who is signed in is a stranger here, so no log line or page names them. They
write no session and set no cookie but the one that guards forms.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conduct import actions, queries
from conduct.rules import receipts
from conduct.web.forms.concerns import ConcernForm, MessageForm, ReceiptForm, new_draft
from conduct.web.presenters.concerns import conversation
from kernel.errors import ActionRefused
from kernel.limits import limited_without_trace
from kernel.permissions import public
from kernel.web import add_refusal, render

View = Callable[[HttpRequest], HttpResponse]


def without_identity(view: View) -> View:
    """Forget who is signed in before anything can use it; the log of requests does (`is_unnamed`), refused or not."""

    @wraps(view)
    def unnamed(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        return view(request)

    unnamed.is_unnamed = True  # type: ignore[attr-defined]
    return unnamed


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def new(request: HttpRequest) -> HttpResponse:
    """Advice, the questions, and after sending the receipt code, once."""
    form = ConcernForm(request.POST if request.method == "POST" else None, initial={"draft": new_draft()})
    if request.method == "POST" and form.is_valid():
        try:
            code = actions.raise_concern(**form.cleaned_data, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "conduct/concerns/receipt.jinja", {"code": receipts.grouped(code)})
    return render(request, "conduct/concerns/new.jinja", {"form": form})


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def come_back(request: HttpRequest) -> HttpResponse:
    """The state of a concern and its messages, for whoever holds its code. The code travels in the body only."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "conduct/concerns/return.jinja", {"form": form})
    concern = queries.concern_by_receipt(typed=form.cleaned_data["code"])
    if concern is None:
        form.not_found()
        return render(request, "conduct/concerns/return.jinja", {"form": form})
    reply = MessageForm(request.POST if "text" in request.POST else None)
    sent = reply.is_bound and reply.is_valid()
    if sent:
        actions.add_reporter_message(concern=concern, text=reply.cleaned_data["text"], at=timezone.now())
        reply = MessageForm()
    shown = {
        "code": form.cleaned_data["code"],
        "sent": sent,
        "reply": reply,
        **conversation(queries.reporter_view(concern=concern, at=timezone.now())),
    }
    return render(request, "conduct/concerns/mine.jinja", shown)
