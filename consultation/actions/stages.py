"""The way of a consultation from a draft to its outcome."""

from datetime import datetime

from consultation.actions.steps import locked, stepped
from consultation.models import Consultation, Extension, Question, Wording
from consultation.queries.consultations import asked_by
from consultation.queries.deciding import reading_of
from consultation.rules.deciding import require_read
from consultation.rules.periods import require_long_enough
from consultation.rules.questionnaire import NotFit, keyed_choices, require_fit, require_same_choices
from consultation.workflow import CONSULTATION, Action
from kernel.clocks import format_instant
from kernel.errors import SecondPersonNeeded
from kernel.history import recorded
from kernel.models import User
from kernel.rulesets import rules_of


@recorded()
def submit(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """Ask for approval. Refuses (NotFit) what cannot be put to the public, and less time than the rule set asks for."""
    held = locked(consultation=consultation, action=Action.SUBMIT, at=at)
    require_fit(asked_by(consultation=held))
    require_long_enough(
        opens_at=held.opens_at, closes_at=held.closes_at, days=rules_of(held.rule_set).consultation_days
    )
    return _moved(held, Action.SUBMIT, by=by, at=at)


@recorded()
def send_back(*, consultation: Consultation, reason: str, by: User, at: datetime) -> Consultation:
    """Return a draft to whoever wrote it, with what to change."""
    held = locked(consultation=consultation, action=Action.SEND_BACK, at=at)
    return _moved(held, Action.SEND_BACK, by=by, at=at, reason=reason)


@recorded()
def approve(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """Settle it: it opens and closes by itself. Refuses whoever wrote it, and an opening that has passed."""
    held = locked(consultation=consultation, action=Action.APPROVE, at=at)
    if by.pk == held.drafted_by_id:
        raise SecondPersonNeeded("You wrote this consultation, so somebody else must approve it.")
    if at > held.opens_at:
        raise NotFit("It was to open before now. Send it back, so that it gets a later opening.")
    held.approved_by, held.approved_at = by, at
    return _moved(held, Action.APPROVE, "approved_by", "approved_at", by=by, at=at)


@recorded()
def withdraw(*, consultation: Consultation, reason: str, by: User, at: datetime) -> Consultation:
    """Give a consultation up before it opens."""
    held = locked(consultation=consultation, action=Action.WITHDRAW, at=at)
    return _moved(held, Action.WITHDRAW, by=by, at=at, reason=reason)


@recorded()
def extend(*, consultation: Consultation, closes_at: datetime, reason: str, by: User, at: datetime) -> Consultation:
    """Close later, while it is open; the public reads why. Refuses whoever wrote it, and an earlier end."""
    held = locked(consultation=consultation, action=Action.EXTEND, at=at)
    if by.pk == held.drafted_by_id:
        raise SecondPersonNeeded("You wrote this consultation, so somebody else must extend it.")
    if closes_at <= held.closes_at:
        raise NotFit(f"It closes on {format_instant(held.closes_at)}. It can be extended, and never shortened.")
    Extension.objects.create(
        consultation=held, closed_at=held.closes_at, closes_at=closes_at, reason=reason, by=by, at=at
    )
    held.closes_at = closes_at
    held.save(update_fields=["closes_at"])
    stepped(held=held, action=Action.EXTEND, by=by, at=at, reason=reason)
    return held


@recorded()
def correct_question(
    *, question: Question, text: str, help_text: str, choices: str, reason: str, by: User, at: datetime
) -> Wording:
    """Correct a question while people answer it. Answers keep the wording they answered; the public reads of it.

    Refuses (NotFit) to take a choice away.
    """
    held = locked(consultation=question.section.consultation, action=Action.CORRECT, at=at)
    last = question.wordings.order_by("number").last()
    assert last is not None
    before = [(key, words) for key, words in last.choices]
    after = keyed_choices(choices, before=before) if before and choices else before
    require_same_choices(before=before, after=after)
    if (text, help_text, after) == (last.text, last.help_text, before):
        raise NotFit("Nothing differs from the present wording. Change it, or cancel.")
    wording = Wording.objects.create(
        question=question,
        number=last.number + 1,
        text=text,
        help_text=help_text,
        choices=after,
        reason=reason,
        by=by,
        at=at,
    )
    stepped(held=held, action=Action.CORRECT, by=by, at=at, reason=reason)
    return wording


@recorded()
def finish_analysis(*, consultation: Consultation, outcome: str, by: User, at: datetime) -> Consultation:
    """Say what was decided and why, once it has closed. `by` has read the analysis, which the step records."""
    held = locked(consultation=consultation, action=Action.ANALYSE, at=at)
    held.outcome, held.analysed_by, held.analysed_at = outcome, by, at
    return _moved(held, Action.ANALYSE, "outcome", "analysed_by", "analysed_at", by=by, at=at)


@recorded()
def return_to_analysis(*, consultation: Consultation, reason: str, by: User, at: datetime) -> Consultation:
    """Send an outcome back before it is published; the one that was written stays in history."""
    held = locked(consultation=consultation, action=Action.RETURN, at=at)
    held.outcome, held.analysed_by, held.analysed_at, held.status = "", None, None, "approved"
    held.save(update_fields=["outcome", "analysed_by", "analysed_at", "status"])
    stepped(held=held, action=Action.RETURN, by=by, at=at, reason=reason)
    return held


@recorded()
def publish(*, consultation: Consultation, by: User, at: datetime) -> Consultation:
    """Publish the counts and the outcome. Refuses whoever finished the analysis, and what is not read yet."""
    held = locked(consultation=consultation, action=Action.PUBLISH, at=at)
    if by.pk == held.analysed_by_id:
        raise SecondPersonNeeded("You finished the analysis, so somebody else must publish it.")
    require_read(is_read=reading_of(consultation=held) is not None)
    held.published_by, held.published_at = by, at
    return _moved(held, Action.PUBLISH, "published_by", "published_at", by=by, at=at)


def _moved(held: Consultation, action: Action, *fields: str, by: User, at: datetime, reason: str = "") -> Consultation:
    target = CONSULTATION.moves[action].target
    assert target is not None
    held.status = target
    held.save(update_fields=["status", *fields])
    stepped(held=held, action=action, by=by, at=at, reason=reason)
    return held
