"""What a machine suggested on the answers to a question, and what people made of it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from consultation.models import (
    Answer,
    CodedTheme,
    CodeSuggestion,
    Coding,
    Question,
    SuggestionRun,
    SuggestionVerdict,
    Theme,
    ThemeProposal,
    TypicalAnswer,
)
from consultation.queries.coding import answers_to
from consultation.rules.suggesting import Known, Wanted


@dataclass(frozen=True, kw_only=True)
class Followed:
    """How often readers were shown that a theme is in an answer, and how often they found it too."""

    theme: Theme
    shown: int
    followed: int


def runs_of(*, question: Question, wanted: Wanted) -> QuerySet[SuggestionRun]:
    """Every time that suggestions were wanted, the last first."""
    return question.suggestion_runs.filter(wanted=wanted).select_related("by")


def proposals_of(*, run: SuggestionRun) -> list[ThemeProposal]:
    """What one run proposed, the largest first, with what was decided."""
    return list(run.proposals.select_related("decision__by", "decision__theme").order_by("place"))


def proposal_to(*, question: Question, number: int) -> ThemeProposal | None:
    """A proposal for a question by its number."""
    return ThemeProposal.objects.filter(pk=number, run__question=question, run__ended_at__isnull=False).first()


def typical_of(*, proposal: ThemeProposal, count: int) -> list[TypicalAnswer]:
    """The answers that are most of it."""
    return list(proposal.typical.select_related("answer__version__response").order_by("place")[:count])


def texts_to(*, question: Question) -> dict[int, str]:
    """All answers to a question in words, by their numbers."""
    return dict(answers_to(question=question).order_by("pk").values_list("pk", "text"))


def unread_texts(*, question: Question) -> dict[int, str]:
    """Those that nobody has read."""
    unread = answers_to(question=question).filter(~Exists(Coding.objects.filter(answer=OuterRef("pk"))))
    return dict(unread.order_by("pk").values_list("pk", "text"))


def known_of(*, question: Question) -> list[Known]:
    """What is known of answers: by their last reading; and of proposals that were taken, the typical ones not read."""
    read: dict[int, int] = dict(
        Coding.objects.filter(answer__in=answers_to(question=question).values("pk"))
        .order_by("pk")
        .values_list("answer", "pk")
    )
    themes: dict[int, set[int]] = {coding: set() for coding in read.values()}
    found = CodedTheme.objects.filter(coding__in=themes, theme__is_retired=False)
    for coding, theme in found.values_list("coding", "theme"):
        themes[coding].add(theme)
    by_answer = {answer: themes[coding] for answer, coding in read.items()}
    taken = TypicalAnswer.objects.filter(
        proposal__run__question=question, proposal__decision__theme__is_retired=False
    ).exclude(answer__in=read)
    for answer, theme in taken.values_list("answer", "proposal__decision__theme"):
        by_answer.setdefault(answer, set()).add(theme)
    texts = dict(answers_to(question=question).filter(pk__in=by_answer).values_list("pk", "text"))
    return [Known(text=texts[key], themes=frozenset(themes)) for key, themes in by_answer.items() if key in texts]


def suggested_for(*, answer: Answer) -> list[CodeSuggestion]:
    """What the last run sees in an answer, the surest first. Nothing of one that somebody has read."""
    if answer.codings.exists():
        return []
    asked = answer.wording.question_id
    ended = SuggestionRun.objects.filter(question=asked, wanted=Wanted.CODES, ended_at__isnull=False, told="")
    found = CodeSuggestion.objects.filter(answer=answer, run=ended.order_by("-pk").values("pk")[:1])
    return list(found.filter(theme__is_retired=False).select_related("theme").order_by("-percent", "pk"))


def followed_in(*, question: Question) -> list[Followed]:
    """For each theme in use that readers were shown as a suggestion."""
    of_it = SuggestionVerdict.objects.filter(suggestion__run__question=question)
    counted = of_it.values_list("suggestion__theme").annotate(shown=Count("pk"), same=Count("pk", Q(is_followed=True)))
    sums = {theme: (shown, same) for theme, shown, same in counted.order_by()}
    listed = Theme.objects.filter(pk__in=sums, is_retired=False)
    return [Followed(theme=each, shown=sums[each.pk][0], followed=sums[each.pk][1]) for each in listed]
