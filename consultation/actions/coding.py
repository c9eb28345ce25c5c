"""The codebook of a question, and what analysts find in its answers."""

from collections.abc import Collection
from datetime import datetime

from consultation.models import (
    Answer,
    CodedTheme,
    CodeSuggestion,
    Coding,
    Consultation,
    Question,
    SuggestionVerdict,
    Theme,
)
from consultation.queries.consultations import stage
from consultation.rules.themes import NotCodable, require_codable, require_themes
from kernel.history import recorded
from kernel.models import User


@recorded()
def add_theme(*, question: Question, name: str, definition: str, by: User, at: datetime) -> Theme:
    """Add a theme to the codebook of a question. Refuses a name that it has."""
    lock_codebook(question=question, at=at)
    require_free_name(question=question, name=name)
    return Theme.objects.create(question=question, name=name, definition=definition)


@recorded()
def change_theme(*, theme: Theme, name: str, definition: str, is_retired: bool, by: User, at: datetime) -> Theme:
    """Give a theme other words, or retire it. What was found stays found."""
    lock_codebook(question=theme.question, at=at)
    if not is_retired:
        require_free_name(question=theme.question, name=name, but=theme.pk)
    theme.name, theme.definition, theme.is_retired = name, definition, is_retired
    theme.save(update_fields=["name", "definition", "is_retired"])
    return theme


@recorded()
def code_answer(
    *, answer: Answer, themes: Collection[int], by: User, at: datetime, suggested_by: int | None = None
) -> Coding:
    """Write down which themes somebody finds in an answer; none is a finding too. The last one of an answer counts.

    `suggested_by` is the run whose suggestions the reader saw: it is kept which of them the reading follows.
    """
    question = answer.wording.question
    lock_codebook(question=question, at=at)
    known = set(Theme.objects.filter(question=question, is_retired=False).values_list("pk", flat=True))
    require_themes(themes, known)
    judged: list[CodeSuggestion] = []
    if suggested_by is not None and not answer.codings.exists():
        judged = list(CodeSuggestion.objects.filter(run=suggested_by, answer=answer, theme__in=known))
    coding = Coding.objects.create(answer=answer, by=by, at=at)
    for theme in sorted(set(themes)):
        CodedTheme.objects.create(coding=coding, theme_id=theme)
    SuggestionVerdict.objects.bulk_create(
        SuggestionVerdict(suggestion=each, coding=coding, is_followed=each.theme_id in themes) for each in judged
    )
    return coding


def lock_codebook(*, question: Question, at: datetime) -> None:
    """Keep the consultation from being analysed meanwhile. Refuses where its themes do not change any more."""
    held = Consultation.objects.select_for_update(of=("self",)).get(sections__questions=question)
    require_codable(stage(consultation=held, at=at))


def require_free_name(*, question: Question, name: str, but: int = 0) -> None:
    """Refuse a name that another theme in use has."""
    if Theme.objects.filter(question=question, name=name, is_retired=False).exclude(pk=but).exists():
        raise NotCodable("The codebook has a theme of this name. Choose another name, or change that theme.")
