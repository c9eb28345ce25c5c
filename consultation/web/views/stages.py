"""The way of a consultation from a draft to its outcome, a page for each step."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import asked_by
from consultation.queries.drafting import questions_in
from consultation.web.forms.drafting import CorrectionForm, ExtendForm, OutcomeForm, ReasonForm, SureForm
from consultation.web.presenters import staff as present
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

SUBMIT = StepPage(
    "Ask for approval",
    "Ask for approval",
    "Somebody else reads it and approves it, or sends it back. Until then nothing in it changes.",
    done="Somebody else can approve it now.",
)
SEND_BACK = StepPage("Send the draft back", "Send back", done="It is a draft again.")
APPROVE = StepPage(
    "Approve the consultation",
    "Approve",
    "It opens and closes by itself, at the instants it names. After this nothing changes but that a question is "
    "corrected or more time is given, and everybody can read that.",
    done="The consultation is approved.",
)
WITHDRAW = StepPage(
    "Withdraw the consultation", "Withdraw", "It will not open.", variant="warning", done="It is withdrawn."
)
EXTEND = StepPage("Give more time", "Extend", "It can close later, and never earlier.", done="It closes later now.")
CORRECT = StepPage(
    "Correct the question",
    "Publish correction",
    "People are answering. Whoever has answered keeps the wording they answered, and can change their answer until "
    "the close. Everybody can read what changed and when.",
    done="The correction is published.",
)
ANALYSE = StepPage(
    "Finish the analysis",
    "Finish",
    "Read the counts first. Somebody else publishes them with what you write here.",
    done="Somebody else can publish it now.",
)
RETURN = StepPage("Return to the analysis", "Return", done="It can be analysed further.")
PUBLISH = StepPage(
    "Publish the outcome",
    "Publish",
    "Everybody can read the counts and what was decided. This cannot be taken back.",
    done="The outcome is published.",
)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for approval."""
    held = found(request, slug)
    return act_on(request, held, SureForm(sent(request)), partial(actions.submit, consultation=held), SUBMIT)


@requires(Permission.CONSULTATION_APPROVE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def send_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the draft to whoever wrote it."""
    held = found(request, slug)
    return act_on(request, held, ReasonForm(sent(request)), partial(actions.send_back, consultation=held), SEND_BACK)


@requires(Permission.CONSULTATION_APPROVE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def approve(request: SignedInRequest, slug: str) -> HttpResponse:
    """Settle it."""
    held = found(request, slug)
    return act_on(request, held, SureForm(sent(request)), partial(actions.approve, consultation=held), APPROVE)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give it up before it opens."""
    held = found(request, slug)
    return act_on(request, held, ReasonForm(sent(request)), partial(actions.withdraw, consultation=held), WITHDRAW)


@requires(Permission.CONSULTATION_APPROVE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def extend(request: SignedInRequest, slug: str) -> HttpResponse:
    """Close later."""
    held = found(request, slug)
    return act_on(request, held, ExtendForm(sent(request)), partial(actions.extend, consultation=held), EXTEND)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def correct(request: SignedInRequest, slug: str, question: int) -> HttpResponse:
    """Correct a question while people answer it."""
    held = found(request, slug)
    wrong = get_object_or_404(questions_in(consultation=held), pk=question)
    initial = present.question_initial(asked_by(consultation=held), wrong.pk)
    form = CorrectionForm(sent(request), initial=initial)
    return act_on(request, held, form, partial(actions.correct_question, question=wrong), CORRECT)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def analyse(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say what was decided and why."""
    held = found(request, slug)
    form = OutcomeForm(sent(request))
    return act_on(request, held, form, partial(actions.finish_analysis, consultation=held), ANALYSE)


@requires(Permission.CONSULTATION_APPROVE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def return_to_analysis(request: SignedInRequest, slug: str) -> HttpResponse:
    """Send the outcome back."""
    held = found(request, slug)
    act = partial(actions.return_to_analysis, consultation=held)
    return act_on(request, held, ReasonForm(sent(request)), act, RETURN)


@requires(Permission.CONSULTATION_APPROVE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def publish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish the counts and the outcome."""
    held = found(request, slug)
    return act_on(request, held, SureForm(sent(request)), partial(actions.publish, consultation=held), PUBLISH)
