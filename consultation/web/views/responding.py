"""Answering a consultation, without an account and without a trace of who came.

Every page has the same address. What was answered so far goes along in the page, sealed; it is stored when somebody
asks for that, or sends it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consultation import actions
from consultation.queries import asked_by, shown_to_public
from consultation.rules.questionnaire import Kind, Questionnaire
from consultation.rules.responding import ABOUT, CHECK, START, Responding, Sender
from consultation.web.carrying import begun, brought, carried
from consultation.web.forms.responding import AboutForm, CheckForm, LinkForm, answers_in, initial_of, section_form
from consultation.web.presenters import public as present
from consultation.web.presenters.languages import chosen_language
from kernel.errors import ActionRefused
from kernel.limits import limited_without_trace, require_few_sent
from kernel.permissions import public
from kernel.web import add_refusal, render
from kernel.web.unnamed import without_identity

if TYPE_CHECKING:
    from consultation.models import Consultation

TEMPLATES = {
    START: "consultation/public/respond_start.jinja",
    ABOUT: "consultation/public/respond.jinja",
    CHECK: "consultation/public/respond_check.jinja",
}
SENT_AN_HOUR = 240  # a hospital's staff share one address


@public(methods=("GET", "POST"))
@limited_without_trace
@without_identity
def respond(request: HttpRequest, slug: str) -> HttpResponse:
    """One page a section, then all answers to check, and after sending the receipt."""
    held = get_object_or_404(shown_to_public(slug=slug))
    if request.method != "POST":
        return _read_in(request, held, begun(), request.GET.get("language", ""))
    responding = brought(request.POST.get("so_far", ""), slug=slug)
    if responding is None:
        return render(request, "consultation/public/late_page.jinja", {"consultation": held}, status=422)
    asked = asked_by(consultation=held, language=responding.language)
    if step := request.POST.get("change"):
        return show_page(request, held, responding.changing(step, asked), asked)
    form = _form(responding, asked, request)
    answered = _answered(responding, asked, form)
    if language := request.POST.get("language"):
        return _read_in(request, held, answered, language)
    if "save" in request.POST:
        return _save(request, held, answered, asked, form)
    if "back" in request.POST:
        return show_page(request, held, answered.back(asked), asked)
    if not form.is_valid():
        return show_page(request, held, responding, asked, form)
    if responding.at == CHECK:
        return _send(request, held, responding, asked, form)
    return show_page(request, held, answered.onward(asked), asked)


def begin_invited(request: HttpRequest, held: "Consultation", key: UUID) -> HttpResponse:
    """The first page, for somebody who came by the link of an invitation."""
    return _read_in(request, held, replace(begun(), invitation=str(key)), "")


def _read_in(request: HttpRequest, held: "Consultation", responding: Responding, language: str) -> HttpResponse:
    chosen = chosen_language(held, language)
    return show_page(request, held, replace(responding, language=chosen), asked_by(consultation=held, language=chosen))


def _form(responding: Responding, asked: Questionnaire, request: HttpRequest) -> forms.Form:
    if responding.at == ABOUT:
        return AboutForm(request.POST)
    if responding.at == CHECK:
        return CheckForm(request.POST)
    here = responding.page(asked)
    return section_form(here[1] if here else (), request.POST)


def _answered(responding: Responding, asked: Questionnaire, form: forms.Form) -> Responding:
    """With what the page was answered with; where something is missing or wrong, with the rest, to be asked again."""
    is_done, here, answered = form.is_valid(), responding.page(asked), responding
    if responding.at == ABOUT:
        answered = responding.is_about(form.cleaned_data)
    elif here:
        answered = responding.said(answers_in(here[1], form.cleaned_data))
    done = tuple(step for step in responding.done if step != responding.at)
    return answered if is_done else replace(answered, done=done)


def show_page(
    request: HttpRequest,
    held: "Consultation",
    responding: Responding,
    asked: Questionnaire,
    form: forms.Form | None = None,
) -> HttpResponse:
    """The page that somebody is on; `form` is what they typed there, where something is wrong with it."""
    if form is None:
        here = responding.page(asked)
        if responding.at == ABOUT:
            form = AboutForm(initial=dict(responding.about))
        elif responding.at == CHECK:
            form = CheckForm()
        else:
            form = (
                section_form(here[1], None, initial=initial_of(here[1], responding.answers)) if here else forms.Form()
            )
    shown = present.responding_page(held, responding, asked, form)
    return render(request, TEMPLATES.get(responding.at, "consultation/public/respond_section.jinja"), shown)


def _save(
    request: HttpRequest, held: "Consultation", responding: Responding, asked: Questionnaire, form: forms.Form
) -> HttpResponse:
    at = timezone.now()
    try:
        require_few_sent(request, limit=SENT_AN_HOUR, at=at)
        sealed = carried(replace(responding, invitation=""), slug=held.slug)
        actions.save_response(consultation=held, code=responding.code, sealed=sealed, at=at)
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return show_page(request, held, responding, asked, form)
    return render(request, "consultation/public/saved.jinja", present.saved_page(held, responding.code, LinkForm()))


def _send(
    request: HttpRequest, held: "Consultation", responding: Responding, asked: Questionnaire, form: forms.Form
) -> HttpResponse:
    counted, at = responding.counted(asked), timezone.now()
    apart = {each.pk for section in asked if section.is_equality for each in section.questions}
    try:
        require_few_sent(request, limit=SENT_AN_HOUR, at=at)
        actions.send_response(
            consultation=held,
            code=responding.code,
            sender=Sender(**responding.about),
            answers={pk: answer for pk, answer in counted.items() if pk not in apart},
            equality={str(answer["wording"]): answer for pk, answer in counted.items() if pk in apart},
            copy=present.as_text(responding, asked),
            copy_to=form.cleaned_data.get("copy_to", ""),
            outcome_to=form.cleaned_data.get("outcome_to", ""),
            invitation=responding.invitation,
            at=at,
        )
    except ActionRefused as refusal:
        add_refusal(form, refusal)
        return show_page(request, held, responding, asked, form)
    shown = {
        "consultation": held,
        "code": present.code_shown(responding.code),
        "mails": form.cleaned_data["mails"],
        "is_invited": bool(responding.invitation),
        "asks_for_files": any(each.kind == Kind.FILE for section in asked for each in section.questions),
    }
    return render(request, "consultation/public/receipt.jinja", shown)
