"""Decisions with their reasons, the report as it will be read, and the record that whoever decides has read it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries import deciding as queries
from consultation.queries import stage
from consultation.web.forms.deciding import ChangeForm, DecisionForm, ReadForm
from consultation.web.forms.drafting import SureForm
from consultation.web.presenters import report as present
from consultation.web.views.acting import OPENS, WAYS, act_on, acted, found
from consultation.workflow import Status
from kernel.permissions import can, requires
from kernel.queries import rule_sets
from kernel.rule_set_workflow import RuleSetStatus
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

RULE = "consultations_for"
ADD = StepPage("Add a decision", "Add decision", done="The decision is added.")
CHANGE = StepPage("Change the decision", "Save", done="Saved.")
REMOVE = StepPage("Remove the decision", "Remove", variant="warning", done="The decision is removed.")
NOTE = StepPage(
    "What the decision changed",
    "Write it down",
    "Everybody can read this with the decision, once the outcome is published.",
    done="It is written down.",
)
AT = "consultation:decisions"


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def decisions(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was decided so far, with the themes it answers and what it changed."""
    held = found(request, slug)
    may_change = can(request.user, Permission.CONSULTATION_CHANGE)
    shown = {
        "consultation": held,
        "decisions": list(queries.decisions_of(consultation=held)),
        "change_words": present.change_words,
        "may_decide": may_change and stage(consultation=held, at=timezone.now()) == Status.CLOSED,
        "may_note": may_change,
        "read": queries.reading_of(consultation=held),
    }
    return render(request, "consultation/staff/decisions.jinja", shown)


def _act(request: SignedInRequest, slug: str, form: object, act: object, page: StepPage) -> HttpResponse:
    """One form, one action, back to the decisions."""
    if acted(request, form, act, done=page.done):  # type: ignore[arg-type]
        return redirect(AT, slug)
    shown = {"form": form, "page": page, "consultation": found(request, slug)}
    return render(request, "consultation/staff/decision.jinja", shown)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """A further decision."""
    held = found(request, slug)
    form = DecisionForm(sent(request), themes=list(queries.themes_of(consultation=held)))
    return _act(request, slug, form, partial(actions.add_decision, consultation=held), ADD)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def change(request: SignedInRequest, slug: str, decision: int) -> HttpResponse:
    """Other words, other reasons or other themes."""
    held = found(request, slug)
    one = get_object_or_404(queries.decisions_of(consultation=held), pk=decision)
    initial = {"text": one.text, "reasons": one.reasons, "themes": [str(each.theme_id) for each in one.answers.all()]}
    form = DecisionForm(sent(request), themes=list(queries.themes_of(consultation=held)), initial=initial)
    return _act(request, slug, form, partial(actions.change_decision, decision=one), CHANGE)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def remove(request: SignedInRequest, slug: str, decision: int) -> HttpResponse:
    """Take it out again."""
    one = get_object_or_404(queries.decisions_of(consultation=found(request, slug)), pk=decision)
    return _act(request, slug, SureForm(sent(request)), partial(actions.remove_decision, decision=one), REMOVE)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def note(request: SignedInRequest, slug: str, decision: int) -> HttpResponse:
    """What it changed: a set of rules or a clause, whenever that comes about."""
    one = get_object_or_404(queries.decisions_of(consultation=found(request, slug)), pk=decision)
    form = ChangeForm(sent(request), rule_sets=list(rule_sets().filter(status=RuleSetStatus.APPROVED)))
    return _act(request, slug, form, partial(actions.note_change, decision=one), NOTE)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def report(request: SignedInRequest, slug: str) -> HttpResponse:
    """The report as everybody will read it."""
    held = found(request, slug)
    return render(
        request, "consultation/staff/report.jinja", present.report(held) | {"consultation": held, "is_to_read": False}
    )


READ = StepPage(
    "Read the analysis",
    "Confirm",
    done="It is written down that you have read the analysis. It can be published now.",
)


@requires(Permission.ANALYSIS_READ, methods=WAYS, opens=OPENS, object_rule=RULE)
def read(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of the report, and the confirmation that whoever decides has read it."""
    held = found(request, slug)
    shown = present.report(held)
    digest = present.digest_of(shown, held)
    form = ReadForm(sent(request), initial={"seen": digest})
    act = partial(actions.read_analysis, consultation=held, counted=shown["counted"], digest=digest)
    values = shown | {"may_read": stage(consultation=held, at=timezone.now()) == Status.ANALYSED, "is_to_read": True}
    return act_on(request, held, form, act, READ, template="consultation/staff/report.jinja", **values)
