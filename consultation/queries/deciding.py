"""Decisions with the themes they answer, quotations by theme, and whether the analysis was read."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from consultation.models import (
    AnalysisRead,
    Change,
    Coding,
    Consultation,
    Decision,
    DecisionTheme,
    Quotation,
    ResponseVersion,
    Theme,
)
from consultation.queries.publishing import publishable, quotable_text
from consultation.workflow import Status
from kernel.redaction import passage_in


def themes_of(*, consultation: Consultation) -> QuerySet[Theme]:
    """Every theme in use of a consultation, question by question."""
    found = Theme.objects.filter(question__section__consultation=consultation, is_retired=False)
    return found.select_related("question").order_by("question__section__place", "question__place", "pk")


def decisions_of(*, consultation: Consultation) -> QuerySet[Decision]:
    """Its decisions in their order, each with the themes it answers and what it changed."""
    answers = Prefetch("answers", DecisionTheme.objects.select_related("theme"))
    changes = Prefetch("changes", Change.objects.select_related("rule_set"))
    return Decision.objects.filter(consultation=consultation).prefetch_related(answers, changes)


def quotation_rows(*, theme: Theme) -> QuerySet[Quotation]:
    """Everything that was quoted for a theme, whether it may be read now or not."""
    return Quotation.objects.filter(theme=theme).select_related("theme__question__section__consultation")


def quotations_of(*, consultation: Consultation) -> dict[int, list[Quotation]]:
    """By theme: words that everybody may read. Those of a response that was taken down since are not among them, nor
    those of which words were removed since."""
    checked = publishable(consultation=consultation).filter(release__checked_at__isnull=False).values("pk")
    found = Quotation.objects.filter(answer__version__in=checked).select_related(
        "answer__version__response__consultation", "answer__version__release"
    )
    by_theme: dict[int, list[Quotation]] = defaultdict(list)
    for quotation in found.prefetch_related("answer__version__release__removals"):
        if passage_in(passage=quotation.text, texts=[quotable_text(answer=quotation.answer)]):
            by_theme[quotation.theme_id].append(quotation)
    return by_theme


def themes_in_version(*, version: ResponseVersion) -> list[Theme]:
    """The themes that the last reading found in each answer of a response."""
    later = Coding.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
    last = Coding.objects.filter(~Exists(later), answer__version=version)
    return list(Theme.objects.filter(pk__in=last.values("found__theme"), is_retired=False))


def reading_of(*, consultation: Consultation) -> AnalysisRead | None:
    """The record that whoever decides has read the analysis as it stands; None where nobody has."""
    if consultation.analysed_at is None:
        return None
    return consultation.readings.filter(analysed_at=consultation.analysed_at).select_related("by").first()


def changes_by_consultations() -> QuerySet[Change]:
    """Everything that a published decision changed, the latest first."""
    found = Change.objects.filter(decision__consultation__status=Status.PUBLISHED)
    return found.select_related("decision__consultation", "rule_set").order_by("-at", "-pk")
