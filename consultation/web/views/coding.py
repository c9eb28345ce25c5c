"""Themes: the codebook of a question, and the reading of its answers one after another."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import coding as queries
from consultation.web.forms.coding import ChangeThemeForm, CodingForm, ThemeForm
from consultation.web.presenters import coding as present
from consultation.web.presenters.suggesting import suggested
from consultation.web.views.acting import OPENS, WAYS, acted, found, worded
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from django.forms import Form

    from consultation.models import Answer, Question

RULE = "consultations_for"
FIRST = "consultation:code"
"""Where an answer is read first, and suggestions are shown. A second reader sees none."""
ADD = StepPage("Add a theme", "Add theme", done="The theme is in the codebook.")
CHANGE = StepPage(
    "Change a theme",
    "Save",
    "Answers in which it was found keep it. Read them again where the definition says something else now.",
    done="The theme is changed.",
)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def themes(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every question that is answered in words: how many answers were read, and what was found."""
    return render(request, "consultation/staff/themes.jinja", present.themes(found(request, slug)))


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def codebook(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """The themes of one question with their definitions, how often each was found, and how far two analysts agree."""
    shown = present.codebook(worded(request, slug, question), user=request.user, at=timezone.now())
    return render(request, "consultation/staff/codebook.jinja", shown)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def add(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """A further theme."""
    held = worded(request, slug, question)

    def act(**given: Any) -> object:
        return actions.add_theme(question=held, **given)

    return _act(request, held, ThemeForm(sent(request)), act, ADD)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def change(request: SignedInRequest, slug: str, question: int, theme: int) -> HttpResponse:
    """Other words for a theme, or its end."""
    held = worded(request, slug, question)
    one = get_object_or_404(held.themes.select_related("question"), pk=theme)
    initial = {"name": one.name, "definition": one.definition, "is_retired": one.is_retired}

    def act(**given: Any) -> object:
        return actions.change_theme(theme=one, **given)

    return _act(request, held, ChangeThemeForm(sent(request), initial=initial), act, CHANGE)


def _act(
    request: SignedInRequest, held: "Question", form: "Form", act: Callable[..., object], page: StepPage
) -> HttpResponse:
    if acted(request, form, act, done=page.done):
        return redirect("consultation:codebook", held.section.consultation.slug, held.pk)
    return render(request, "consultation/staff/theme.jinja", present.beside(held) | {"form": form, "page": page})


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def code(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """The next answer that nobody has read."""
    held = worded(request, slug, question)
    return _read(request, held, lambda: queries.next_unread(question=held, user=request.user), FIRST)


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def code_second(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """The next answer of the sample that another analyst has read. What they found is not shown."""
    held = worded(request, slug, question)
    return _read(
        request, held, lambda: queries.next_second(question=held, user=request.user), "consultation:code_second"
    )


@requires(Permission.RESPONSE_CODE, methods=WAYS, opens=OPENS, object_rule=RULE)
def code_again(request: SignedInRequest, slug: str, question: int, answer: int) -> HttpResponse:
    """One answer, with what was found in it, to settle it or to put it right."""
    held = worded(request, slug, question)
    one = queries.answer_to(question=held, number=answer)
    if one is None:
        raise Http404
    initial = {"answer": one.pk, "themes": [str(key) for key in queries.themes_in(answer=one)]}
    return _read(request, held, lambda: one, "consultation:codebook", initial=initial)


def _read(
    request: SignedInRequest,
    held: "Question",
    choose: "Callable[[], Answer | None]",
    after: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show an answer with the codebook; or take what was found in the one that was shown, and go on."""
    listed, slug = queries.codebook(question=held), held.section.consultation.slug
    form = CodingForm(sent(request), initial=initial, codebook=listed)
    if form.is_bound:
        is_valid = form.is_valid()
        if "answer" not in form.cleaned_data:
            raise Http404  # no page sends that
        one = queries.answer_to(question=held, number=form.cleaned_data["answer"])
        if one is None:
            messages.error(request, "That answer does not count any more, so nothing was saved. Go on with this one.")
            return redirect(after, slug, held.pk)
        if is_valid:
            try:
                actions.code_answer(**form.cleaned_data | {"answer": one, "by": request.user, "at": timezone.now()})
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                return redirect(after, slug, held.pk)
    elif (one := choose()) is not None and initial is None:
        form = CodingForm(initial={"answer": one.pk}, codebook=listed)
    page = present.reading(held, one, form=form, is_second=after == "consultation:code_second")
    beside = suggested(one if after == FIRST else None, form)
    return render(request, "consultation/staff/code.jinja", page | beside)
