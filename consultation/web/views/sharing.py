"""Whose part it is to read which answers: shared out, and handed over."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from consultation.actions import sharing as actions
from consultation.permissions import Permission
from consultation.queries import sharing as queries
from consultation.web.forms.sharing import FIRST, SECOND, HandOverForm, ShareForm
from consultation.web.presenters import sharing as present
from consultation.web.presenters.coding import beside
from consultation.web.views.acting import OPENS, WAYS, acted, worded
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from django.forms import Form

    from consultation.models import Question

RULE = "consultations_for"
SHARE = StepPage(
    "Share out answers",
    "Share out",
    "Each reader’s part is on their list of work, and nobody else is shown it to read.",
    done="The answers are shared out.",
)
OVER = StepPage(
    "Hand over answers",
    "Hand over",
    "All that is not read yet goes to another reader, but what that person reads already.",
    done="They are handed over.",
)


@requires(Permission.RESPONSE_CODE, opens=OPENS, object_rule=RULE)
def shares(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Everybody's part, and how far they are."""
    shown = present.shares(worded(request, slug, question), at=timezone.now())
    return render(request, "consultation/staff/shares.jinja", shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def share(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Give readers their part."""
    asked = worded(request, slug, question)
    form = ShareForm(sent(request), people=queries.readers())
    return _act(request, asked, form, partial(actions.share_out, question=asked), SHARE)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def hand_over(request: SignedInRequest, slug: str, question: int, reading: str, reader: int) -> HttpResponse:
    """Give what is left of one reader's part to another."""
    asked = worded(request, slug, question)
    if reading not in (FIRST, SECOND):
        raise Http404
    form = HandOverForm(sent(request), people=queries.readers().exclude(pk=reader))
    act = partial(actions.hand_over, question=asked, reader=reader, is_second=reading == SECOND)
    return _act(request, asked, form, act, OVER)


def _act(
    request: SignedInRequest, asked: "Question", form: "Form", act: Callable[..., object], page: StepPage
) -> HttpResponse:
    if acted(request, form, act, done=page.done):
        return redirect("consultation:shares", asked.section.consultation.slug, asked.pk)
    return render(request, "consultation/staff/share.jinja", beside(asked) | {"form": form, "page": page})
