"""Responses found by what was said in them and by whom: the same filter for reading, for counting and for files."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from consultation.models import Answer, CodedTheme, Coding, Consultation, Response, ResponseVersion
from consultation.permissions import Permission
from consultation.queries.campaigns import ANY, NONE, members
from kernel.clocks import start_of_day
from kernel.models import User
from kernel.permissions import can

LANGUAGE = "english"
EXCERPT_WORDS = 30
AS_ASKED = ("wording__question__section__place", "wording__question__place", "pk")


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What a response must be or say; what is empty says nothing. `answer` is a question and a key, as “12:agree”.

    `words` are as in a search engine: all of them, “or” between two, a phrase in quotation marks, a hyphen before one
    that must not be there. They are compared by their stems, in one answer at a time. `theme` is the number of one that
    the last reading of an answer found; `campaign` the number of one, or any or none; `week` the Monday of the London
    week in which it was received.
    """

    respondent_type: str = ""
    channel: str = ""
    publish: str = ""
    answer: str = ""
    words: str = ""
    theme: str = ""
    campaign: str = ""
    week: str = ""
    late: bool = False

    @property
    def is_any(self) -> bool:
        """Whether it says nothing, so that every response is sought."""
        return not any(getattr(self, each.name) for each in fields(self))


def responses_for(*, user: User) -> QuerySet[Response]:
    """Those that a member of staff may read: all of them, or none."""
    found = Response.objects.select_related("consultation")
    return found if can(user, Permission.RESPONSE_VIEW) else found.none()


def latest(consultation: Consultation) -> QuerySet[ResponseVersion]:
    """The last version of each response, whether it says something or takes it back."""
    return latest_of([consultation.pk])


def latest_of(consultations: Collection[int]) -> QuerySet[ResponseVersion]:
    """The same of several consultations, by their numbers."""
    later = ResponseVersion.objects.filter(response=OuterRef("response"), number__gt=OuterRef("number"))
    return ResponseVersion.objects.filter(~Exists(later), response__consultation__in=consultations)


def sought_in(*, consultation: Consultation, sought: Sought) -> QuerySet[ResponseVersion]:
    """The responses that count, and are what is sought: the last version of each that was not withdrawn."""
    found = latest(consultation).filter(is_withdrawal=False).select_related("response")
    for name in ("respondent_type", "publish"):
        if value := getattr(sought, name):
            found = found.filter(**{name: value})
    if sought.channel:
        found = found.filter(response__channel=sought.channel)
    if sought.late:
        found = found.exclude(late_reason="")
    if sought.answer:
        question, _, key = sought.answer.partition(":")
        given = Answer.objects.filter(version=OuterRef("pk"), wording__question=int(question), chosen__contains=[key])
        found = found.filter(Exists(given))
    found = _read_so(found, sought)
    if sought.words:
        found = found.filter(Exists(saying(sought.words).filter(version=OuterRef("pk"))))
    return found


def _read_so(found: QuerySet[ResponseVersion], sought: Sought) -> QuerySet[ResponseVersion]:
    """What analysts found in them, and the week in which they came."""
    if sought.theme:
        found = found.filter(Exists(_read_as(int(sought.theme)).filter(version=OuterRef("pk"))))
    if sought.campaign:
        found = _of_campaign(found, sought.campaign)
    if sought.week:
        monday = date.fromisoformat(sought.week)
        ends_at = start_of_day(monday + timedelta(days=7))
        found = found.filter(received_at__gte=start_of_day(monday), received_at__lt=ends_at)
    return found


def _of_campaign(found: QuerySet[ResponseVersion], campaign: str) -> QuerySet[ResponseVersion]:
    of_it = members().filter(response=OuterRef("response"))
    if campaign in (ANY, NONE):
        return found.filter(Exists(of_it) if campaign == ANY else ~Exists(of_it))
    return found.filter(Exists(of_it.filter(campaign=int(campaign))))


def _read_as(theme: int) -> QuerySet[Answer]:
    """The answers whose last reading found a theme."""
    last = Coding.objects.filter(answer=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    in_it = CodedTheme.objects.filter(coding=OuterRef("last"), theme=theme)
    return Answer.objects.annotate(last=Subquery(last)).filter(Exists(in_it))


def with_excerpts(versions: QuerySet[ResponseVersion], *, words: str) -> QuerySet[ResponseVersion]:
    """The same with an excerpt of what each says: round the words that were sought, or the beginning; None of those
    that say nothing in words."""
    said = (saying(words) if words else Answer.objects.exclude(text="")).filter(version=OuterRef("pk")).order_by("pk")
    if words:
        query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
        of_it = SearchHeadline(
            "text",
            query,
            config=LANGUAGE,
            start_sel="",
            stop_sel="",
            max_words=EXCERPT_WORDS,
            min_words=EXCERPT_WORDS - 1,
        )
        return versions.annotate(excerpt=Subquery(said.annotate(part=of_it).values("part")[:1]))
    return versions.annotate(excerpt=Subquery(said.values("text")[:1]))


def saying(words: str) -> QuerySet[Answer]:
    """The answers with these words."""
    query = SearchQuery(words, search_type="websearch", config=LANGUAGE)
    return Answer.objects.annotate(search=SearchVector("text", config=LANGUAGE)).filter(search=query)


def versions_of(*, response: Response) -> QuerySet[ResponseVersion]:
    """Every version of a response, the last first, each with what it says in the order of the questions."""
    answers = Answer.objects.select_related("wording__question").order_by(*AS_ASKED)
    return (
        response.versions.select_related("entered_by")
        .prefetch_related(Prefetch("answers", answers))
        .order_by("-number")
    )


def answers_in(versions: QuerySet[ResponseVersion]) -> QuerySet[Answer]:
    """What these versions say, response by response, in the order of the questions."""
    found = Answer.objects.filter(version__in=versions.order_by().values("pk"))
    return found.select_related("version__response", "wording").order_by("version__response__public_number", *AS_ASKED)
