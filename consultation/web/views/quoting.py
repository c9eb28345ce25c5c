"""Quotations for a theme, from answers as they are published."""

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries.deciding import quotation_rows, quotations_of, themes_of
from consultation.queries.publishing import quotable_answers, quotable_text
from consultation.web.forms.deciding import QuotationForm
from consultation.web.presenters.coding import beside
from consultation.web.views.acting import OPENS, WAYS, acted, worded
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from consultation.models import Question, Theme

RULE = "consultations_for"
PER_PAGE = 10
QUOTE = StepPage("Quote from an answer", "Keep quotation", done="The quotation is kept.")
AT = "consultation:quotations"


def _theme(question: "Question", theme: int) -> "Theme":
    themes = themes_of(consultation=question.section.consultation).filter(question=question)
    return get_object_or_404(themes.select_related("question__section__consultation"), pk=theme)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def quotations(request: SignedInRequest, slug: str, question: int, theme: int) -> HttpResponse:
    """What is quoted for a theme, and the answers that can be quoted: those that two people have read."""
    asked = worded(request, slug, question)
    one = _theme(asked, theme)
    page = Paginator(quotable_answers(theme=one), PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "theme": one,
        "page": page,
        "query": request.GET,
        "quoted": quotations_of(consultation=asked.section.consultation).get(one.pk, []),
        "answers": [
            {"pk": each.pk, "text": quotable_text(answer=each), "number": each.version.response.public_number}
            for each in page
        ],
    }
    return render(request, "consultation/staff/quotations.jinja", beside(asked) | shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def quote(request: SignedInRequest, slug: str, question: int, theme: int, answer: int) -> HttpResponse:
    """Words of one answer."""
    asked = worded(request, slug, question)
    one = _theme(asked, theme)
    held = get_object_or_404(quotable_answers(theme=one), pk=answer)
    form = QuotationForm(sent(request))
    act = partial(actions.collect_quotation, theme=one, answer=held)
    if acted(request, form, act, done=QUOTE.done):
        return redirect(AT, slug, question, theme)
    shown = {"theme": one, "form": form, "page": QUOTE, "text": quotable_text(answer=held)}
    return render(request, "consultation/staff/quote.jinja", beside(asked) | shown)


@requires(Permission.RESPONSE_CODE, methods=("POST",), opens=OPENS, object_rule=RULE)
def drop(request: SignedInRequest, slug: str, question: int, theme: int, quotation: int) -> HttpResponse:
    """Leave a quotation out of the report."""
    one = _theme(worded(request, slug, question), theme)
    held = get_object_or_404(quotation_rows(theme=one), pk=quotation)
    try:
        actions.drop_quotation(quotation=held, by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(AT, slug, question, theme)
