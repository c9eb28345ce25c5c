"""What cases taught beyond one person: wider causes and recommendations, of a year, by theme and by organisation."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from conduct.models import Determination, Recommendation
from conduct.queries.matters import matters_counted
from conduct.rules.disclosures import year_span
from conduct.rules.fairness import Theme


@dataclass(frozen=True)
class Learning:
    """`causes` counts the decisions served in the year that found a cause of a theme; one may find several."""

    year: int
    decisions: int
    with_causes: int
    causes: Counter[str]
    recommendations: list[Recommendation]
    matters: Counter[str]
    """Matters against organisations: opened and closed in the year, and open now."""


def learning(*, year: int, at: datetime) -> Learning:
    """What was found in decisions served, and recommended, in a year from April to March, as known at an instant.

    Nothing of a decision counts before it is served, nor a recommendation before the decision of its case is.
    """
    since, until = year_span(year)
    served = Determination.objects.filter(remitted_case=None, served_at__gte=since, served_at__lt=min(until, at))
    themes = list(served.values_list("cause_themes", flat=True))
    found = Counter(theme for each in themes for theme in each)
    recommended = Recommendation.objects.filter(
        made_at__gte=since, made_at__lt=until, case__determination__served_at__lte=at
    ).select_related("organisation")
    return Learning(
        year=year,
        decisions=len(themes),
        with_causes=sum(bool(each) for each in themes),
        causes=Counter({theme.value: found[theme] for theme in Theme}),
        matters=matters_counted(since=since, until=until, at=at),
        recommendations=list(recommended.order_by("theme", "organisation__name", "pk")),
    )
