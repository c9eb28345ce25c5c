"""What a machine suggests on the answers to a question: asked for, looked at, accepted or refused."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from consultation.actions import suggesting as actions
from consultation.permissions import Permission
from consultation.queries import suggesting as queries
from consultation.rules.suggesting import Wanted
from consultation.web.forms.coding import ThemeForm
from consultation.web.forms.suggesting import ProposeForm, RefuseForm, SuggestForm
from consultation.web.presenters import suggesting as present
from consultation.web.presenters.coding import beside
from consultation.web.views.acting import OPENS, WAYS, acted, worded
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from django.forms import Form

    from consultation.models import Question, ThemeProposal

RULE = "consultations_for"
PROPOSE = StepPage(
    "Have themes proposed",
    "Propose themes",
    "The answers are grouped by their words, on this system's own machine. Nothing is sent anywhere. What it proposes "
    "becomes a theme when somebody accepts it. With many thousands of answers this takes some minutes.",
    done="Themes are being looked for.",
)
SUGGEST = StepPage(
    "Have themes of unread answers suggested",
    "Suggest themes",
    "It learns from the answers that people have read and the proposals that they have accepted, on this system's own "
    "machine. A suggestion counts nowhere until the reader of that answer accepts it.",
    done="Suggestions are being made.",
)
ACCEPT = StepPage(
    "Accept a proposal",
    "Add theme",
    "Give it the name and the definition by which people will find it. The proposal is kept as it was.",
    done="The theme is in the codebook.",
)
REFUSE = StepPage("Refuse a proposal", "Refuse", "The proposal is kept, with your reason.", done="It is refused.")


@requires(Permission.RESPONSE_CODE, opens=OPENS, object_rule=RULE)
def suggestions(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """What it proposes, how far it is, and how often readers follow it."""
    asked = worded(request, slug, question)
    shown = present.suggestions(asked, look=request.GET.get("look", ""), at=timezone.now())
    return render(request, "consultation/staff/suggestions.jinja", shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def propose(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Have themes proposed."""
    asked = worded(request, slug, question)
    act = partial(actions.want_suggestions, question=asked, wanted=Wanted.THEMES)
    return _act(request, asked, ProposeForm(sent(request)), act, PROPOSE)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def suggest(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Have themes of unread answers suggested."""
    asked = worded(request, slug, question)
    act = partial(actions.want_suggestions, question=asked, wanted=Wanted.CODES)
    return _act(request, asked, SuggestForm(sent(request)), act, SUGGEST)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def accept(request: SignedInRequest, slug: str, question: int, proposal: int) -> HttpResponse:
    """Make a theme of a proposal."""
    asked = worded(request, slug, question)
    one = _proposal(asked, proposal)
    form = ThemeForm(sent(request), initial={"name": one.title})
    return _act(request, asked, form, partial(actions.accept_proposal, question=asked, proposal=one), ACCEPT, one)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def refuse(request: SignedInRequest, slug: str, question: int, proposal: int) -> HttpResponse:
    """Make none of it, with the reason."""
    asked = worded(request, slug, question)
    one = _proposal(asked, proposal)
    act = partial(actions.refuse_proposal, question=asked, proposal=one)
    return _act(request, asked, RefuseForm(sent(request)), act, REFUSE, one)


def _proposal(asked: "Question", number: int) -> "ThemeProposal":
    one = queries.proposal_to(question=asked, number=number)
    if one is None:
        raise Http404
    return one


def _act(
    request: SignedInRequest,
    asked: "Question",
    form: "Form",
    act: Callable[..., object],
    page: StepPage,
    one: "ThemeProposal | None" = None,
) -> HttpResponse:
    if acted(request, form, act, done=page.done):
        return redirect("consultation:suggestions", asked.section.consultation.slug, asked.pk)
    shown = beside(asked) | {"form": form, "page": page, "proposal": present.typical(one) if one else None}
    return render(request, "consultation/staff/suggestion_step.jinja", shown)
