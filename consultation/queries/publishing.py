"""Responses as they are published: whose may be, how far each is, and what everybody reads of them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from consultation.models import Answer, Coding, Consultation, Release, Removal, Response, ResponseVersion, Theme
from consultation.queries.finding import AS_ASKED, latest, latest_of
from consultation.rules.publishing import as_published
from consultation.rules.responding import Publish
from consultation.workflow import Status
from kernel.models import User


@dataclass(frozen=True, kw_only=True)
class HowFar:
    """How many responses may be published, and how far they are. `wordless` say nothing in words of their own."""

    may_be: int
    unprepared: int
    unprepared_wordless: int
    unchecked: int
    unchecked_wordless: int
    checked: int


def publishable(*, consultation: Consultation) -> QuerySet[ResponseVersion]:
    """The responses that count and that their senders let us publish, with their publication as far as it has come."""
    return publishable_of([consultation.pk])


def publishable_of(consultations: Collection[int]) -> QuerySet[ResponseVersion]:
    """The same of several consultations, by their numbers."""
    found = latest_of(consultations).filter(is_withdrawal=False).exclude(publish=Publish.NOT)
    return found.select_related("response", "release")


def wordless(versions: QuerySet[ResponseVersion]) -> QuerySet[ResponseVersion]:
    """Those of them in which nothing was written that would have to be read first: no answer in words, and no name that
    would be published."""
    said = Answer.objects.filter(version=OuterRef("pk")).exclude(text="")
    return versions.exclude(publish=Publish.NAMED).filter(~Exists(said))


def unprepared(*, consultation: Consultation) -> QuerySet[ResponseVersion]:
    """Those that nobody has prepared, in the order in which they came to us."""
    return publishable(consultation=consultation).filter(release=None).order_by("pk")


def unchecked(*, consultation: Consultation, user: User | None = None) -> QuerySet[ResponseVersion]:
    """Those that were prepared and wait for a check; of a user, those that they had no part in."""
    return waiting(publishable(consultation=consultation), user=user).order_by("pk")


def waiting(found: QuerySet[ResponseVersion], *, user: User | None = None) -> QuerySet[ResponseVersion]:
    """Those of them that wait for a check; of a user, those that they had no part in."""
    found = found.filter(release__isnull=False, release__checked_at=None)
    if user is not None:
        mine = Removal.objects.filter(release=OuterRef("release"), by=user)
        found = found.exclude(release__prepared_by=user).filter(~Exists(mine))
    return found


def how_far(*, consultation: Consultation) -> HowFar:
    """How far the preparation of a consultation's responses is."""
    fresh, prepared = unprepared(consultation=consultation), unchecked(consultation=consultation)
    checked = publishable(consultation=consultation).filter(release__checked_at__isnull=False)
    counts = [each.count() for each in (fresh, wordless(fresh), prepared, wordless(prepared), checked)]
    return HowFar(
        may_be=counts[0] + counts[2] + counts[4],
        unprepared=counts[0],
        unprepared_wordless=counts[1],
        unchecked=counts[2],
        unchecked_wordless=counts[3],
        checked=counts[4],
    )


def release_of(*, response: Response) -> Release | None:
    """The publication of the last version of a response, as far as it has come."""
    found = Release.objects.filter(version__in=latest(response.consultation), version__response=response)
    return found.select_related("version", "prepared_by", "checked_by").prefetch_related("removals").first()


def texts_of(*, version: ResponseVersion) -> list[str]:
    """Everything that a sender typed and that would be published."""
    named = [version.name, version.organisation] if version.publish == Publish.NAMED else []
    return [text for text in (*named, *version.answers.values_list("text", flat=True)) if text]


def removed_of(*, release: Release | None) -> list[tuple[str, str]]:
    """The words that are removed from a response, each with the reason."""
    return [(each.words, each.because) for each in release.removals.all()] if release else []


def with_answers(versions: QuerySet[ResponseVersion]) -> QuerySet[ResponseVersion]:
    """The same with all that is read of them: answers in the order of the questions, and what is removed."""
    answers = Answer.objects.select_related("wording__question").order_by(*AS_ASKED)
    return versions.prefetch_related(Prefetch("answers", answers), "release__removals")


def published_responses(*, consultation: Consultation, theme: Theme | None = None) -> QuerySet[ResponseVersion]:
    """What everybody reads, by public number: no order says when anything came. None before the outcome.

    Of a theme, those in which it was found.
    """
    if consultation.status != Status.PUBLISHED:
        return ResponseVersion.objects.none()
    checked = publishable(consultation=consultation).filter(release__checked_at__isnull=False)
    if theme is not None:
        checked = checked.filter(answers__in=answers_with(theme=theme))
    return with_answers(checked).order_by("response__public_number")


def text_of(*, text: str, version: ResponseVersion) -> str:
    """A text of a version as it is published. Ask for `with_answers` first where there are many."""
    return as_published(text, removed=removed_of(release=getattr(version, "release", None)))


def quotable_text(*, answer: Answer) -> str:
    """An answer as everybody reads it; nothing where its response is not checked."""
    release = getattr(answer.version, "release", None)
    if release is None or release.checked_at is None:
        return ""
    return text_of(text=answer.text, version=answer.version)


def quotable_answers(*, theme: Theme) -> QuerySet[Answer]:
    """The answers in which the last reading found a theme, of responses that are checked."""
    question = theme.question
    checked = publishable(consultation=question.section.consultation).filter(release__checked_at__isnull=False)
    found = Answer.objects.filter(wording__question=question, version__in=checked.order_by().values("pk"))
    said = found.filter(pk__in=answers_with(theme=theme)).select_related("version__response", "version__release")
    return said.prefetch_related("version__release__removals").order_by("pk")


def answers_with(*, theme: Theme) -> QuerySet[Coding, int]:
    """The numbers of the answers in which the last reading found a theme."""
    later = Coding.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
    return Coding.objects.filter(~Exists(later), found__theme=theme).values_list("answer", flat=True)
