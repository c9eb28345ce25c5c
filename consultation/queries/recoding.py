"""Changes of many answers at once: which answers one concerns, and what was changed and taken back."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from consultation.models import CodedTheme, Coding, Question, Recoding
from consultation.queries.coding import answers_to
from consultation.queries.finding import saying
from consultation.rules.recoding import recoded


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """The last reading of an answer that is concerned, by its number, with the themes that it found."""

    answer: int
    coding: int
    themes: frozenset[int]


def concerned(*, question: Question, source: int | None, target: int, words: str) -> list[Concerned]:
    """The answers that would have other themes, in their order. One that nobody has read is never among them."""
    said = answers_to(question=question)
    if words:
        said = said.filter(pk__in=saying(words).values("pk"))
    readings = _last(Coding.objects.filter(answer__in=said.values("pk")))
    return [each for each in readings if recoded(each.themes, source=source, target=target) != each.themes]


def unread_with(*, question: Question, words: str) -> int:
    """How many answers with these words nobody has read: a change leaves them out."""
    found = answers_to(question=question).filter(pk__in=saying(words).values("pk"), codings=None)
    return found.count()


def recodings_of(*, question: Question) -> QuerySet[Recoding]:
    """What was changed, the last first."""
    return question.recodings.select_related("by", "source", "target", "undoing__by")


def recoding_of(*, question: Question, number: int) -> Recoding | None:
    """One of them by its number."""
    return recodings_of(question=question).filter(pk=number).first()


def made_by(recoding: Recoding) -> list[Concerned]:
    """The readings that it made, each with the one whose place it took and the themes of that one."""
    made = recoding.codings.exclude(before__recoding=recoding)
    places = {before: pk for before, pk in made.values_list("before", "pk") if before}
    found = _read(Coding.objects.filter(pk__in=places))
    return [Concerned(answer=each.answer, coding=places[each.coding], themes=each.themes) for each in found]


def read_since(recoding: Recoding) -> list[str]:
    """The responses whose answers somebody has read or changed since."""
    made = recoding.codings.exclude(before__recoding=recoding)
    since = made.filter(answer__codings__pk__gt=F("pk")).order_by("answer")
    return list(since.values_list("answer__version__response__public_number", flat=True).distinct())


def _last(codings: QuerySet[Coding]) -> list[Concerned]:
    return list({each.answer: each for each in _read(codings)}.values())


def _read(codings: QuerySet[Coding]) -> list[Concerned]:
    themes: dict[int, set[int]] = {}
    found = CodedTheme.objects.filter(coding__in=codings.order_by().values("pk"))
    for coding, theme in found.values_list("coding", "theme"):
        themes.setdefault(coding, set()).add(theme)
    rows = codings.order_by("answer", "pk").values_list("answer", "pk")
    return [Concerned(answer=answer, coding=pk, themes=frozenset(themes.get(pk, ()))) for answer, pk in rows]
