"""Themes of many answers changed at once: looked at, done, and taken back."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from consultation.actions import recoding as actions
from consultation.permissions import Permission
from consultation.queries import recoding as queries
from consultation.queries.coding import codebook
from consultation.web.forms.recoding import ConfirmForm, RecodeForm, UndoForm
from consultation.web.presenters import recoding as present
from consultation.web.presenters.coding import beside
from consultation.web.views.acting import OPENS, WAYS, acted, worded
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

RULE = "consultations_for"
UNDO = StepPage(
    "Take back a change of many answers",
    "Take it back",
    "Each of its answers gets the themes that it had. Where somebody has read or changed one since, nothing is done.",
    variant="warning",
    done="It is taken back.",
)


@requires(Permission.RESPONSE_CODE, opens=OPENS, object_rule=RULE)
def recodings(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """What was changed, and what of it was taken back."""
    shown = present.recodings(worded(request, slug, question), at=timezone.now())
    return render(request, "consultation/staff/recodings.jinja", shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def recode(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Say what is to be changed, look at what that would do, and do it."""
    asked = worded(request, slug, question)
    form = RecodeForm(request.GET or None, codebook=codebook(question=asked))
    shown = beside(asked) | {"form": form, "seen": None, "confirm": None}
    if form.is_valid():
        act = partial(actions.recode, question=asked, **form.cleaned_data)
        seen = present.looked_at(asked, form.cleaned_data)
        confirm = ConfirmForm(sent(request), initial={"expected": seen["count"]})
        if acted(request, confirm, act, done="The answers have the other theme."):
            return redirect("consultation:recodings", slug, asked.pk)
        shown |= {"seen": seen, "confirm": confirm}
    return render(request, "consultation/staff/recode.jinja", shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def undo(request: SignedInRequest, slug: str, question: int, recoding: int) -> HttpResponse:
    """Take a change back."""
    asked = worded(request, slug, question)
    one = queries.recoding_of(question=asked, number=recoding)
    if one is None:
        raise Http404
    form, act = UndoForm(sent(request)), partial(actions.undo_recoding, question=asked, recoding=one)
    if acted(request, form, act, done=UNDO.done):
        return redirect("consultation:recodings", slug, asked.pk)
    shown = beside(asked) | {"form": form, "page": UNDO, "what": present.said(one), "count": one.answers}
    return render(request, "consultation/staff/recoding_undo.jinja", shown)
