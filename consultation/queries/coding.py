"""Answers in words, by theme: which are read, by whom, and what was found."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from consultation.models import Answer, CodedTheme, Coding, Consultation, Question, Share, Theme
from consultation.queries.finding import latest, latest_of
from consultation.rules.questionnaire import UNTYPED, Kind
from consultation.rules.themes import Agreement, agreement, is_sampled
from kernel.models import User


@dataclass(frozen=True, kw_only=True)
class Found:
    """How often each theme was found. `base` are the answers that somebody has read, of `said` in words."""

    said: int
    base: int
    counts: dict[int, int]


@dataclass(frozen=True, kw_only=True)
class Twice:
    """What two analysts found in the same answers: how far they agree by theme, and the answers they differ on."""

    readings: int
    by_theme: dict[int, Agreement]
    unsettled: list[int]


def worded_questions(*, consultation: Consultation) -> QuerySet[Question]:
    """Its questions that are answered in words, equality questions apart."""
    return worded_questions_of([consultation.pk])


def worded_questions_of(consultations: Collection[int]) -> QuerySet[Question]:
    """The same of several consultations, by their numbers."""
    asked = Question.objects.filter(section__consultation__in=consultations)
    found = asked.filter(is_removed=False, section__is_removed=False)
    worded = found.filter(section__is_equality=False).exclude(kind__in=UNTYPED)
    return (worded.filter(kind=Kind.TEXT) | worded.exclude(comment="")).select_related("section__consultation")


def codebook(*, question: Question) -> list[Theme]:
    """The themes of a question that are in use, in the order in which they were added."""
    return list(Theme.objects.filter(question=question, is_retired=False))


def themes_of(*, consultation: Consultation) -> QuerySet[Theme]:
    """The themes of all its questions that are in use."""
    return Theme.objects.filter(question__section__consultation=consultation, is_retired=False)


def answers_to(*, question: Question) -> QuerySet[Answer]:
    """The answers in words to a question, of the responses that count."""
    counting = latest(question.section.consultation).filter(is_withdrawal=False).values("pk")
    return Answer.objects.filter(wording__question=question, version__in=counting).exclude(text="")


def answer_to(*, question: Question, number: int) -> Answer | None:
    """One of them by its number, as it is shown."""
    return answers_to(question=question).select_related("version__response", "wording").filter(pk=number).first()


def unread_of(consultations: Collection[int]) -> QuerySet[Answer]:
    """The answers in words to several consultations that nobody has read for themes."""
    counting = latest_of(consultations).filter(is_withdrawal=False).values("pk")
    said = Answer.objects.filter(wording__question__in=worded_questions_of(consultations), version__in=counting)
    return said.exclude(text="").filter(~Exists(Coding.objects.filter(answer=OuterRef("pk"))))


def next_unread(*, question: Question, user: User | None = None) -> Answer | None:
    """The first answer that nobody has read for themes: what is the user's to read first, and nothing of another's."""
    unread = answers_to(question=question).filter(~Exists(Coding.objects.filter(answer=OuterRef("pk"))))
    unread = _for(user, unread, is_second=False)
    return unread.select_related("version__response", "wording").first()


def _for(user: User | None, answers: QuerySet[Answer], *, is_second: bool) -> QuerySet[Answer]:
    """Those that are the user's to read, then those that are nobody's."""
    shares = Share.objects.filter(answer=OuterRef("pk"), is_second=is_second)
    others = answers.filter(~Exists(shares.exclude(reader=user)))
    return others.annotate(is_theirs=Exists(shares.filter(reader=user))).order_by("-is_theirs", "pk")


def next_second(*, question: Question, user: User) -> Answer | None:
    """The first answer of the sample that one analyst has read, and this one has not."""
    readers = Coding.objects.filter(answer=OuterRef("pk"), recoding=None).order_by()
    once = answers_to(question=question).filter(~Exists(readers.filter(by=user)), Exists(readers))
    first = Subquery(readers.values("by")[:1])
    by_one = once.annotate(first=first).filter(~Exists(readers.exclude(by=OuterRef("first"))))
    for key in _for(user, by_one, is_second=True).values_list("pk", flat=True):
        if is_sampled(key):
            return Answer.objects.select_related("version__response", "wording").get(pk=key)
    return None


def themes_in(*, answer: Answer) -> list[int]:
    """The themes that the last reading of an answer found."""
    last = answer.codings.order_by("pk").last()
    return [] if last is None else list(last.found.values_list("theme", flat=True))


def found_in(*, question: Question) -> Found:
    """How often each theme in use was found, by the last reading of each answer."""
    said = answers_to(question=question)
    last = Coding.objects.filter(answer=OuterRef("answer")).order_by("-pk").values("pk")[:1]
    counting = Coding.objects.filter(answer__in=said.values("pk"), pk=Subquery(last))
    found = CodedTheme.objects.filter(coding__in=counting.values("pk"), theme__is_retired=False)
    counts = found.values_list("theme").annotate(count=Count("pk"))
    return Found(said=said.count(), base=counting.count(), counts=dict(counts))


def read_twice(*, question: Question) -> Twice:
    """The first two analysts' first readings of each answer that two have read."""
    readings: dict[int, dict[int, set[int]]] = defaultdict(dict)
    themes: dict[int, set[int]] = defaultdict(set)
    read = Coding.objects.filter(recoding=None)  # nobody read an answer for a change of many
    of_it = read.filter(answer__in=answers_to(question=question).values("pk")).order_by("pk")
    for coding, theme in CodedTheme.objects.filter(coding__in=of_it.values("pk")).values_list("coding", "theme"):
        themes[coding].add(theme)
    counts: Counter[int] = Counter()
    for coding, answer, by in of_it.values_list("pk", "answer", "by"):
        counts[answer] += 1
        readings[answer].setdefault(by, themes[coding])
    pairs = {answer: [*found.values()][:2] for answer, found in readings.items() if len(found) > 1}
    differ = [answer for answer, (one, other) in pairs.items() if one != other and counts[answer] == 2]
    listed = [(one, other) for one, other in pairs.values()]
    in_use = [theme.pk for theme in codebook(question=question)]
    return Twice(
        readings=len(listed), by_theme={each: agreement(listed, each) for each in in_use}, unsettled=sorted(differ)
    )
