"""Raising a concern and coming back to it, without a name.

These pages know nobody: a visitor who is signed in is a stranger here, so no log line or page names them.
"""

from typing import TYPE_CHECKING

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.rules.raising import Raising, Step, Subject
from conduct.web.carrying import begun, brought
from conduct.web.forms.concerns import AddIdentityForm, ReceiptForm, ReplyForm
from conduct.web.forms.raising import questions
from conduct.web.presenters.concerns import conversation, receipt
from conduct.web.presenters.raising import page_of, template_of
from kernel.errors import ActionRefused
from kernel.limits import limited_without_trace, require_few_sent
from kernel.permissions import public
from kernel.web import add_refusal, render
from kernel.web.downloads import takes_files_of_strangers
from kernel.web.unnamed import without_identity

if TYPE_CHECKING:
    from conduct.models import Concern

SENT_AN_HOUR = 120  # concerns, messages and files from one address; a hospital's staff share one


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def new(request: HttpRequest) -> HttpResponse:
    """One question after the other, then all answers to check, and after sending the receipt code, once."""
    if request.method != "POST":
        return _page(request, begun())
    raising = brought(request.POST.get("so_far", ""))
    if raising is None:
        return render(request, "conduct/concerns/raising/late.jinja", status=422)
    if step := request.POST.get("change"):
        return _page(request, raising.changing(step))
    form = questions(raising, request.POST)
    if "back" in request.POST:
        return _page(request, (raising.answered(form.cleaned_data) if form.is_valid() else raising).back())
    if not form.is_valid():
        return _page(request, raising, form)
    if raising.at == Step.CHECK:
        return _send(request, raising, form)
    answered = raising.answered(form.cleaned_data).onward()
    if answered.at == Step.ELSEWHERE:
        actions.count_signpost(subject=Subject(answered.subject), at=timezone.now())
    return _page(request, answered)


def _page(request: HttpRequest, raising: Raising, form: Form | None = None) -> HttpResponse:
    return render(request, template_of(raising), page_of(raising, form or questions(raising)))


def _send(request: HttpRequest, raising: Raising, form: Form) -> HttpResponse:
    try:
        require_few_sent(request, limit=SENT_AN_HOUR, at=timezone.now())
        code = actions.raise_concern(**raising.said(), draft=raising.draft, at=timezone.now())
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return _page(request, raising, form)
    return render(request, "conduct/concerns/receipt.jinja", receipt(code))


@takes_files_of_strangers
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
    reply = ReplyForm(*((request.POST, request.FILES) if "text" in request.POST else ()))
    sent = reply.is_bound and reply.is_valid() and _added(request, concern, reply)
    shown = {
        "stopped": "stop" in request.POST and actions.stop_notices(concern=concern, at=timezone.now()),
        "code": form.cleaned_data["code"],
        "sent": sent,
        "reply": ReplyForm() if sent else reply,
        **conversation(queries.reporter_view(concern=concern, at=timezone.now())),
    }
    return render(request, "conduct/concerns/mine.jinja", shown)


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def add_identity(request: HttpRequest) -> HttpResponse:
    """Seal who one is, or where notices go, after raising a concern. It begins on the page of the concern."""
    concern = queries.concern_by_receipt(typed=request.POST.get("code", ""))
    if concern is None:
        return redirect("conduct:concern_return")
    form = AddIdentityForm(request.POST if "name" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            require_few_sent(request, limit=SENT_AN_HOUR, at=timezone.now())
            actions.add_identity(concern=concern, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return render(request, "conduct/concerns/sealed.jinja", {"code": request.POST["code"]})
    return render(request, "conduct/concerns/add_identity.jinja", {"form": form, "code": request.POST["code"]})


def _added(request: HttpRequest, concern: "Concern", reply: ReplyForm) -> bool:
    given, at = reply.cleaned_data, timezone.now()
    try:
        require_few_sent(request, limit=SENT_AN_HOUR, at=at)
        if given["file"]:
            actions.add_reporter_file(concern=concern, file=given["file"], at=at)
        if given["text"]:
            actions.add_reporter_message(concern=concern, text=given["text"], at=at)
    except ActionRefused as refusal:
        add_refusal(reply, refusal)
        return False
    return True
