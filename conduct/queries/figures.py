"""The figures of casework: how long cases take, where they end, how old the open ones are. They name nobody."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Least

from conduct.models import Case, CaseStep, CaseTrack, Concern, InterimHearing, InterimOrder, RiskAssessment
from conduct.rules.figures import AGE_BANDS, ENDINGS, SPANS, Period, Spread, age_band, lengths, spread
from conduct.rules.gates import Cause
from conduct.rules.interim_orders import Purpose
from conduct.rules.raising import RaisedAs
from conduct.rules.risks import Risk
from conduct.workflow import FINISHED, RUNNING, Track

MEASURED = frozenset().union(*(span.since | span.until for span in SPANS))


@dataclass(frozen=True)
class Figures:
    """What happened in a period; `open_by_age` is of the cases not ended or decided by its end, or now."""

    opened: int
    concerns_by_source: Counter[str]
    spans: dict[str, Spread]
    endings: Counter[str]
    open_by_age: Counter[str]
    abeyance: dict[str, tuple[int, float]]
    """By cause: in how many cases, and for how many weeks in all."""
    external_reviews: int
    interim: dict[str, Spread]
    interim_reviews: tuple[int, int]
    """How many reviews of interim orders were decided or fell due and were not held, and how many were on time."""


def figures(*, period: Period, at: datetime) -> Figures:
    """The figures of a period, as known at an instant. Stretches of time count by the day on which they ended."""
    until = min(period.until, at)
    received = dict(Case.objects.values_list("pk", "received_at"))
    acts = _first_acts()
    reviewed = CaseTrack.objects.filter(track=Track.EXTERNAL_REVIEW, began_at__gte=period.since, began_at__lt=until)
    return Figures(
        opened=Case.objects.filter(opened_at__gte=period.since, opened_at__lt=until).count(),
        concerns_by_source=_sources(period),
        spans={span.words: spread(lengths(span, cases=received, acts=acts, period=period)) for span in SPANS},
        endings=_endings(period),
        open_by_age=_open_by_age(until),
        abeyance=_abeyance(Period(period.since, until)),
        external_reviews=reviewed.values("case").distinct().count(),
        interim=_interim(received, period),
        interim_reviews=_interim_reviews(Period(period.since, until)),
    )


def _first_acts() -> Mapping[int, Mapping[str, datetime]]:
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = CaseStep.objects.filter(action__in=MEASURED).order_by().values_list("case", "action")
    for case, action, at in rows.annotate(first=Min("at")):
        found[case][action] = at
    return found


def _interim(received: Mapping[int, datetime], period: Period) -> dict[str, Spread]:
    """To the first decision on an interim order of a case: from its receipt, and from when its risk was first high."""
    high = RiskAssessment.objects.filter(level=Risk.HIGH).order_by().values("case").annotate(first=Min("made_at"))
    assessed = dict(high.values_list("case", "first"))
    rows = _decided(Purpose.FIRST).order_by().values("order__case").annotate(first=Min("decided_at"))
    decided = [(case, at) for case, at in rows.values_list("order__case", "first") if at in period]
    # Where the risk was found to be high only afterwards, there is no such time.
    since_high = [at - assessed[case] for case, at in decided if case in assessed and assessed[case] <= at]
    return {
        "Receipt to the first interim decision": spread([at - received[case] for case, at in decided]),
        "High risk to the first interim decision": spread(since_high),
    }


def _interim_reviews(period: Period) -> tuple[int, int]:
    held = _decided(Purpose.REVIEW).filter(decided_at__gte=period.since, decided_at__lt=period.until)
    # An order says when its next review is due: what is past was not held, and never will be where the order is over.
    due = InterimOrder.objects.filter(review_due_at__gte=period.since, review_due_at__lt=period.until)
    missed = due.filter(review_due_at__lt=Least("ends_at", "outcome_at", "over_at"))
    return held.count() + missed.count(), held.filter(decided_at__lte=F("review_due_at")).count()


def _decided(purpose: Purpose) -> QuerySet[InterimHearing]:
    return InterimHearing.objects.filter(purpose=purpose, decided_at__isnull=False)


def _sources(period: Period) -> Counter[str]:
    rows = Concern.objects.filter(received_at__gte=period.since, received_at__lt=period.until)
    found = Counter(rows.order_by().values_list("raised_as", flat=True))
    return Counter({str(source.label): found[source] for source in RaisedAs})


def _endings(period: Period) -> Counter[str]:
    steps = CaseStep.objects.filter(action__in=ENDINGS, at__gte=period.since, at__lt=period.until)
    found = Counter(steps.order_by().values_list("action", flat=True))
    return Counter({words: found[action] for action, words in ENDINGS.items()})


def _open_by_age(at: datetime) -> Counter[str]:
    """Open is what was received before, and is neither ended nor decided and served by then."""
    last = CaseStep.objects.filter(case=OuterRef("pk"), at__lte=at).order_by("-pk").values("status")[:1]
    cases = Case.objects.filter(opened_at__lte=at).annotate(then=Subquery(last)).exclude(then__in=FINISHED | RUNNING)
    received = cases.values_list("received_at", flat=True)
    found = Counter(age_band(at - each) for each in received)
    return Counter({words: found[words] for words, _ in AGE_BANDS})


def _abeyance(period: Period) -> dict[str, tuple[int, float]]:
    rows = CaseTrack.objects.filter(track=Track.ABEYANCE, began_at__lt=period.until)
    cases: dict[str, set[int]] = defaultdict(set)
    time: dict[str, timedelta] = defaultdict(timedelta)
    for case, cause, began_at, ended_at in rows.values_list("case", "cause", "began_at", "ended_at"):
        if stretch := period.overlap(began_at, ended_at or period.until):
            cases[cause].add(case)
            time[cause] += stretch
    return {str(cause.label): (len(cases[cause]), round(time[cause] / timedelta(weeks=1), 1)) for cause in Cause}
