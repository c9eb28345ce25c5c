"""Concerns, for the staff who weigh them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web import presenters
from conduct.web.forms.concerns import (
    CloseConcernForm,
    JoinCaseForm,
    MessageForm,
    ReadingForm,
    ReopenForm,
    TakeOverForm,
)
from conduct.web.forms.steps import StepForm
from conduct.web.views.acting import act_on_concern, seen_of_concern
from conduct.web.views.saving import saved_views_shown
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import attachment

OPENS = ("conduct.concern", "number")
MESSAGE_HINT = "The reporter reads it when they come back with their code. Do not say whether a case was opened."
ENDING_HINT = (
    "The reporter reads it when they come back with their code. Say what was done, and why no more can be said: "
    "nothing of a case or of what was decided but what is published."
)

TRIAGE = StepPage("Start triage", "Start triage", done="Triage has started.")
MESSAGE = StepPage("Write to the reporter", "Send message", done="The message is waiting for the reporter.")
ENDING = StepPage("Tell the reporter how it ended", "Send message", done="The reporter is told how it ended.")
TAKE_OVER = StepPage("Take over reading it", "Take over", done="You read this concern from now on.")
READING = StepPage("Who may read the concern’s words?", "Save", done="It is recorded who may read them.")
CLOSE = StepPage("Close the concern", "Close concern", variant="warning", done="The concern is closed.")
REOPEN = StepPage("Take up the concern again", "Take it up again", done="The concern is in triage again.")
JOIN = StepPage("Add the concern to an open case", "Add to case", done="The concern is part of the case now.")


@requires(Permission.CONCERN_VIEW, object_rule="concerns_for", lists="conduct.concern")
def concerns(request: SignedInRequest) -> HttpResponse:
    """The list, by stage and subject."""
    found = queries.concerns_for(user=request.user)
    shown = presenters.concern_list(found, request.GET)
    note_shown(request, [concern.pk for concern in shown["page"]], count=shown["page"].paginator.count)
    saved = saved_views_shown(request, "concerns", address="conduct:concerns")
    return render(request, "conduct/concerns/list.jinja", {**shown, "saved": saved})


@requires(Permission.CONCERN_VIEW, opens=OPENS, object_rule="concerns_for")
def concern(request: SignedInRequest, number: int) -> HttpResponse:
    """What was said, the messages, what was done, and what may be done next."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    return render(
        request, "conduct/concerns/page.jinja", presenters.concern_page(found, user=request.user, at=timezone.now())
    )


@requires(Permission.CONCERN_VIEW, opens=OPENS, object_rule="concerns_for")
def download(request: SignedInRequest, number: int, file: int) -> HttpResponse:
    """A file that the reporter sent, to save."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    words = queries.words_of(concern=found, user=request.user)
    sent_in = next((one for one in words.files if one.number == file), None)
    if sent_in is None:
        raise Http404
    try:
        return attachment(sent_in.file, stem=f"concern-{found.pk}-{sent_in.number}")
    except ActionRefused as refusal:
        messages.warning(request, refusal.text)
        return redirect("conduct:concern", number=found.pk)


@requires(Permission.CONCERN_TRIAGE, methods=("POST",), opens=OPENS, object_rule="concerns_for")
def triage(request: SignedInRequest, number: int) -> HttpResponse:
    """Begin to weigh a concern."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    return act_on_concern(request, found, StepForm(request.POST), actions.triage_concern, TRIAGE)


@requires(Permission.CONCERN_TRIAGE, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def take_over(request: SignedInRequest, number: int) -> HttpResponse:
    """Read a concern in place of whoever triaged it."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    form = TakeOverForm(sent(request), initial=seen_of_concern(found))
    return act_on_concern(request, found, form, actions.take_over_reading, TAKE_OVER)


@requires(Permission.CONCERN_TRIAGE, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def reading(request: SignedInRequest, number: int) -> HttpResponse:
    """Say who may read the words of a concern, of as much as has come."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    words = queries.words_of(concern=found, user=request.user)
    shown = {"shown_messages": words.sent[0], "shown_files": words.sent[1], "summary": words.summary}
    form = ReadingForm(sent(request), initial=shown)
    if form.is_bound and form.is_valid():
        try:
            actions.say_who_reads(concern=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, READING.done)
            return redirect("conduct:concern", number=found.pk)
    return render(request, "conduct/concerns/step.jinja", {"form": form, "concern": found, "page": READING})


@requires(Permission.CONCERN_MESSAGE, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def message(request: SignedInRequest, number: int) -> HttpResponse:
    """Write to the reporter."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    is_ending = queries.is_untold(concern=found, at=timezone.now())
    page = ENDING if is_ending else MESSAGE
    text = presenters.ending(found, at=timezone.now()) if is_ending else ""
    form = MessageForm(sent(request), hint=ENDING_HINT if is_ending else MESSAGE_HINT, initial={"text": text})
    if form.is_bound and form.is_valid():
        actions.send_message(concern=found, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        messages.success(request, page.done)
        return redirect("conduct:concern", number=found.pk)
    return render(request, "conduct/concerns/step.jinja", {"form": form, "concern": found, "page": page})


@requires(Permission.CONCERN_TRIAGE, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def close(request: SignedInRequest, number: int) -> HttpResponse:
    """End a concern without a case."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    form = CloseConcernForm(sent(request), initial=seen_of_concern(found))
    return act_on_concern(request, found, form, actions.close_concern, CLOSE)


@requires(Permission.CONCERN_TRIAGE, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def reopen(request: SignedInRequest, number: int) -> HttpResponse:
    """Take up a closed concern again."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    form = ReopenForm(sent(request), initial=seen_of_concern(found))
    return act_on_concern(request, found, form, actions.reopen_concern, REOPEN)


@requires(Permission.CASE_OPEN, methods=("GET", "POST"), opens=OPENS, object_rule="concerns_for")
def join_case(request: SignedInRequest, number: int) -> HttpResponse:
    """Add a concern to a case that is open already."""
    found = get_object_or_404(queries.concerns_for(user=request.user), pk=number)
    cases = queries.open_cases_for(user=request.user)
    form = JoinCaseForm(sent(request), cases=cases, initial=seen_of_concern(found))
    return act_on_concern(request, found, form, actions.join_case, JOIN)
