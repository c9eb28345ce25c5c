"""Quotations, decisions with the themes they answer and what they changed, and the reading of the analysis."""

from collections.abc import Collection
from datetime import datetime

from consultation.actions.steps import locked, stepped
from consultation.models import (
    AnalysisRead,
    Answer,
    Change,
    Consultation,
    Decision,
    DecisionTheme,
    Quotation,
    Theme,
)
from consultation.queries.coding import themes_in
from consultation.queries.consultations import stage
from consultation.queries.deciding import themes_of
from consultation.queries.publishing import quotable_text
from consultation.rules.deciding import (
    NotDecided,
    require_in_analysis,
    require_quotable,
    require_reader,
    require_themes_of,
)
from consultation.workflow import Action
from kernel.history import recorded
from kernel.models import RuleSet, User


@recorded()
def collect_quotation(*, theme: Theme, answer: Answer, text: str, by: User, at: datetime) -> Quotation:
    """Keep words of an answer for the report, as they are published, for a theme that was found in it."""
    _in_analysis(theme.question.section.consultation, at)
    wanted = require_quotable(
        quoted=text, published=quotable_text(answer=answer), theme=theme.pk, found=themes_in(answer=answer)
    )
    if Quotation.objects.filter(theme=theme, answer=answer, text=wanted).exists():
        raise NotDecided("This is quoted already.")
    return Quotation.objects.create(theme=theme, answer=answer, text=wanted, by=by, at=at)


@recorded()
def drop_quotation(*, quotation: Quotation, by: User, at: datetime) -> None:
    """Leave a quotation out of the report."""
    _in_analysis(quotation.theme.question.section.consultation, at)
    Quotation.objects.filter(pk=quotation.pk).delete()


@recorded()
def add_decision(
    *, consultation: Consultation, text: str, reasons: str, themes: Collection[int], by: User, at: datetime
) -> Decision:
    """Write down a decision with its reasons, and the themes that it answers."""
    held = _in_analysis(consultation, at)
    decision = Decision.objects.create(consultation=held, text=text, reasons=reasons)
    _answer(decision, themes)
    return decision


@recorded()
def change_decision(
    *, decision: Decision, text: str, reasons: str, themes: Collection[int], by: User, at: datetime
) -> Decision:
    """Give a decision other words, other reasons or other themes."""
    _in_analysis(decision.consultation, at)
    decision.text, decision.reasons = text, reasons
    decision.save(update_fields=["text", "reasons"])
    _answer(decision, themes)
    return decision


@recorded()
def remove_decision(*, decision: Decision, by: User, at: datetime) -> None:
    """Take a decision out again."""
    _in_analysis(decision.consultation, at)
    if decision.changes.exists():
        raise NotDecided("Something was changed by this decision already, so it stays.")
    _answer(decision, ())
    Decision.objects.filter(pk=decision.pk).delete()


@recorded()
def note_change(
    *, decision: Decision, rule_set: RuleSet | None = None, clause: str = "", by: User, at: datetime
) -> Change:
    """Write down what a decision changed: a set of rules, or a clause. It may be long after it was published."""
    if (rule_set is None) is (not clause):
        raise NotDecided("Choose a set of rules, or enter a clause; not both.")
    if decision.changes.filter(rule_set=rule_set, clause=clause).exists():
        raise NotDecided("This is written down already.")
    return Change.objects.create(decision=decision, rule_set=rule_set, clause=clause, by=by, at=at)


@recorded()
def read_analysis(
    *, consultation: Consultation, counted: int, digest: str, seen: str, by: User, at: datetime
) -> AnalysisRead:
    """Say that one has read the analysis as it was finished, and decides so. Refuses whoever finished it."""
    held = locked(consultation=consultation, action=Action.READ, at=at)
    require_reader(user=by.pk, analysed_by=held.analysed_by_id, seen=seen, digest=digest)
    assert held.analysed_at is not None  # a constraint
    read = AnalysisRead.objects.create(
        consultation=held, analysed_at=held.analysed_at, counted=counted, digest=digest, by=by, at=at
    )
    stepped(held=held, action=Action.READ, by=by, at=at)
    return read


def _in_analysis(consultation: Consultation, at: datetime) -> Consultation:
    """The consultation, kept from being finished meanwhile."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require_in_analysis(stage(consultation=held, at=at))
    return held


def _answer(decision: Decision, themes: Collection[int]) -> None:
    known = {theme.pk for theme in themes_of(consultation=decision.consultation)}
    require_themes_of(given=themes, known=known)
    decision.answers.exclude(theme__in=themes).delete()
    had = set(decision.answers.values_list("theme", flat=True))
    for theme in sorted(set(themes) - had):
        DecisionTheme.objects.create(decision=decision, theme_id=theme)
