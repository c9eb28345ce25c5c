"""Writing a consultation: its facts, sections and questions, and how the public will see them."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import asked_by, consultations_for
from consultation.queries.drafting import questions_in, sections_in
from consultation.rules.languages import ORIGINAL, Language
from consultation.web.forms.drafting import ConsultationForm, NewConsultationForm, QuestionForm, SectionForm, parts_of
from consultation.web.presenters import staff as present
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent

CHANGE = StepPage("Change the consultation", "Save", done="Saved.")
ADD_SECTION = StepPage(
    "Add a section", "Add section", "Each section is a page of its own.", done="The section is added."
)
CHANGE_SECTION = StepPage("Change the section", "Save", done="Saved.")
ADD_QUESTION = StepPage("Add a question", "Add question", done="The question is added.")
CHANGE_QUESTION = StepPage("Change the question", "Save", done="Saved.")


@requires(Permission.CONSULTATION_VIEW, object_rule="consultations_for", lists="consultation.consultation")
def consultations(request: SignedInRequest) -> HttpResponse:
    """Every consultation, drafts too."""
    listed = list(consultations_for(user=request.user))
    note_shown(request, [each.slug for each in listed], count=len(listed))
    rows = present.list_rows(listed, at=timezone.now())
    shown = {"rows": rows, "subscribing": present.subscribing_words(timezone.now())}
    return render(request, "consultation/staff/list.jinja", shown)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, unlogged="it shows an empty form")
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a draft."""
    form = NewConsultationForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            held = actions.draft_consultation(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The draft is begun. Add its sections.")
            return redirect("consultation:consultation", slug=held.slug)
    return render(request, "consultation/staff/new.jinja", {"form": form})


@requires(Permission.CONSULTATION_VIEW, opens=OPENS, object_rule="consultations_for")
def consultation(request: SignedInRequest, slug: str) -> HttpResponse:
    """One consultation: how it stands, what it asks, what was done, and what can be done now."""
    shown = present.page(found(request, slug), user=request.user, at=timezone.now())
    return render(request, "consultation/staff/page.jinja", shown)


@requires(Permission.CONSULTATION_VIEW, opens=OPENS, object_rule="consultations_for")
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every page as the public will see it, one below the other. Nothing can be sent from it."""
    held = found(request, slug)
    language = request.GET.get("language", "")
    shown = present.preview(held, language if language in Language.values else ORIGINAL)
    return render(request, "consultation/staff/preview.jinja", shown)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def change(request: SignedInRequest, slug: str) -> HttpResponse:
    """What a draft says of itself."""
    held = found(request, slug)
    initial = {"title": held.title, "summary": held.summary, "privacy_notice": held.privacy_notice}
    initial |= parts_of("opens", held.opens_at) | parts_of("closes", held.closes_at)
    form = ConsultationForm(sent(request), initial=initial)
    return act_on(request, held, form, partial(actions.change_consultation, consultation=held), CHANGE)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def add_section(request: SignedInRequest, slug: str) -> HttpResponse:
    """A further page."""
    held = found(request, slug)
    form = SectionForm(sent(request))
    form.offer(present.earlier(asked_by(consultation=held), None))
    return act_on(request, held, form, partial(actions.add_section, consultation=held), ADD_SECTION)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def change_section(request: SignedInRequest, slug: str, section: int) -> HttpResponse:
    """A page of a draft."""
    held = found(request, slug)
    changed = get_object_or_404(sections_in(consultation=held), pk=section)
    form = SectionForm(sent(request), initial=present.section_initial(changed))
    form.offer(present.earlier(asked_by(consultation=held), changed.pk))
    return act_on(request, held, form, partial(actions.change_section, section=changed), CHANGE_SECTION)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def add_question(request: SignedInRequest, slug: str, section: int) -> HttpResponse:
    """A further question on a page."""
    held = found(request, slug)
    page = get_object_or_404(sections_in(consultation=held), pk=section)
    form = QuestionForm(sent(request))
    form.offer(present.earlier(asked_by(consultation=held), page.pk))
    return act_on(request, held, form, partial(actions.add_question, section=page), ADD_QUESTION)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def change_question(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """A question of a draft."""
    held = found(request, slug)
    changed = get_object_or_404(questions_in(consultation=held), pk=question)
    asked = asked_by(consultation=held)
    form = QuestionForm(sent(request), initial=present.question_initial(asked, changed.pk))
    form.offer(present.earlier(asked, changed.section_id))
    return act_on(request, held, form, partial(actions.change_question, question=changed), CHANGE_QUESTION)


@requires(Permission.CONSULTATION_CHANGE, methods=("POST",), opens=OPENS, object_rule="consultations_for")
def arrange_section(request: SignedInRequest, slug: str, section: int) -> HttpResponse:
    """Up, down or out: a section."""
    moved = get_object_or_404(sections_in(consultation=found(request, slug)), pk=section)
    move, remove = partial(actions.move_section, section=moved), partial(actions.remove_section, section=moved)
    return _arrange(request, slug, move, remove)


@requires(Permission.CONSULTATION_CHANGE, methods=("POST",), opens=OPENS, object_rule="consultations_for")
def arrange_question(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Up, down or out: a question."""
    moved = get_object_or_404(questions_in(consultation=found(request, slug)), pk=question)
    move, remove = partial(actions.move_question, question=moved), partial(actions.remove_question, question=moved)
    return _arrange(request, slug, move, remove)


def _arrange(request: SignedInRequest, slug: str, move: partial[None], remove: partial[None]) -> HttpResponse:
    ways = {"up": partial(move, up=True), "down": partial(move, up=False), "remove": remove}
    act = ways.get(request.POST.get("way", ""))
    if act is None:
        raise SuspiciousOperation("That is no way to arrange a draft: choose up, down or remove.")
    try:
        act(by=request.user, at=timezone.now())
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
    return redirect("consultation:consultation", slug=slug)
