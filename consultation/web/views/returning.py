"""Coming back to a response: with its code, or to one that was saved by a link; and what is sent by e-mail about it.

The code travels in the body only. A link opens what was saved, and nothing once that was sent.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.queries import (
    asked_by,
    response_by_code,
    said_in,
    saved_by_code,
    saved_by_link,
    shown_to_public,
    waits_for_outcome,
)
from consultation.queries.disclosures import disclosure_of
from consultation.queries.files import asking_for_files
from consultation.rules.responding import CHECK, Responding, Sender
from consultation.web.carrying import brought
from consultation.web.forms.files import ResponseFileForm
from consultation.web.forms.responding import CodeForm, LinkForm
from consultation.web.presenters import public as present
from consultation.web.presenters.files import file_questions
from consultation.web.views.responding import SENT_AN_HOUR, show_page
from kernel import receipt_codes
from kernel.errors import ActionRefused
from kernel.limits import limited_without_trace, require_few_sent
from kernel.permissions import public
from kernel.web import add_refusal, render
from kernel.web.downloads import takes_files_of_strangers
from kernel.web.unnamed import without_identity

if TYPE_CHECKING:
    from consultation.models import Consultation, Response


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on with what was saved, or change or withdraw what was sent, with the code. It travels in the body only."""
    held = get_object_or_404(shown_to_public(slug=slug))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        response = response_by_code(consultation=held, typed=code)
        if response is not None:
            return _sent_before(request, held, response, code)
        if (sealed := saved_by_code(consultation=held, typed=code)) is not None:
            saved = brought(sealed, slug=slug)
            if saved is not None:
                return _go_on(request, held, saved)
        form.not_found()
    return render(request, "consultation/public/return.jinja", {"consultation": held, "form": form})


def _go_on(request: HttpRequest, held: "Consultation", saved: Responding) -> HttpResponse:
    asked = asked_by(consultation=held, language=saved.language)
    return show_page(request, held, saved.onward(asked), asked)


def _sent_before(
    request: HttpRequest,
    held: "Consultation",
    response: "Response",
    code: str,
    sending: tuple[int, ResponseFileForm] | None = None,
) -> HttpResponse:
    form = _asked_of_it(request, held, response, code)
    version, answers = said_in(response=response)
    about = {name: getattr(version, name) for name in Sender.__dataclass_fields__}
    language = next((each["language"] for each in answers.values() if each["language"]), "")
    asked = asked_by(consultation=held, language=language)
    whole = Responding(
        code=receipt_codes.read(code), at=CHECK, about=about, answers=answers, is_sent=True, language=language
    )
    whole = replace(whole, done=tuple(whole.steps(asked)))
    shown = present.sent_page(held, version, whole, asked, at=timezone.now())
    shown["waits"] = waits_for_outcome(code=code)
    shown["file_questions"] = [] if version.is_withdrawal else file_questions(response, asked, sending)
    shown["tells_of_wrongdoing"] = bool(disclosure_of(response=response).steps)
    shown |= {"form": sending[1] if sending else form, "code": code}
    return render(request, "consultation/public/mine.jinja", shown)


def _asked_of_it(request: HttpRequest, held: "Consultation", response: "Response", code: str) -> forms.Form:
    """Do what one of the page's buttons asks for; the form says why not."""
    form = forms.Form({})
    form.is_valid()
    try:
        if "withdraw" in request.POST:
            actions.withdraw_response(consultation=held, code=code, at=timezone.now())
        if (number := request.POST.get("take_back", "")).isdecimal() and len(number) <= 2:
            actions.take_file_back(response=response, number=int(number), at=timezone.now())
        if "forget" in request.POST:
            actions.forget_address(code=code)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
    return form


@takes_files_of_strangers
@public(methods=("POST",))
@limited_without_trace
@without_identity
def send_file(request: HttpRequest, slug: str, question: int) -> HttpResponse:
    """Add a file to a response that was sent, with its code. It begins on the page of the response."""
    held, code, at = get_object_or_404(shown_to_public(slug=slug)), request.POST.get("code", ""), timezone.now()
    response = response_by_code(consultation=held, typed=code)
    if response is None:
        return redirect("consultation:return", slug=slug)
    asking = get_object_or_404(asking_for_files(response=response), pk=question)
    form = ResponseFileForm(request.POST, request.FILES, auto_id=f"q{question}-%s")
    if form.is_valid():
        try:
            require_few_sent(request, limit=SENT_AN_HOUR, at=at)
            file = form.cleaned_data["file"]
            actions.add_response_file(consultation=held, response=response, question=asking, file=file, at=at)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            return _sent_before(request, held, response, code)
    return _sent_before(request, held, response, code, (question, form))


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def come_back_by_link(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Go on with what was saved. Who looks at a message for its reader follows its links, and sends no form."""
    held = get_object_or_404(shown_to_public(slug=slug))
    sealed = saved_by_link(consultation=held, secret=secret)
    saved = brought(sealed, slug=slug) if sealed is not None else None
    if saved is None:
        return render(request, "consultation/public/link_over.jinja", {"consultation": held}, status=404)
    if request.method == "POST":
        return _go_on(request, held, saved)
    return render(request, "consultation/public/link.jinja", {"consultation": held, "secret": secret})


@public(methods=("POST",))
@limited_without_trace
@without_identity
def send_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a link to what was saved. It begins on the page that shows the code."""
    held = get_object_or_404(shown_to_public(slug=slug))
    form, code, at = LinkForm(request.POST), request.POST.get("code", ""), timezone.now()
    is_sent = False
    if form.is_valid():
        try:
            require_few_sent(request, limit=SENT_AN_HOUR, at=at)
            actions.send_link(consultation=held, code=code, address=form.cleaned_data["address"], at=at)
            is_sent = True
        except ActionRefused as refusal:
            add_refusal(form, refusal)
    shown = present.saved_page(held, receipt_codes.read(code), form)
    return render(request, "consultation/public/saved.jinja", shown | {"is_sent": is_sent})
