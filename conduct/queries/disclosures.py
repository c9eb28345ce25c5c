"""What workers told us in a reporting year, counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from conduct.models import Concern
from conduct.rules.disclosures import year_of, year_span
from conduct.rules.raising import Detriment, Head, RaisedAs, WorkerStatus
from conduct.rules.reporting import Category
from conduct.workflow import ConcernStatus
from kernel.clocks import today


@dataclass(frozen=True)
class Disclosures:
    """The counts of one year, exact: `rules.disclosures` says how they may be shown. One may show several heads."""

    year: int
    received: int
    qualifying: int
    acted_on: int
    closed: int
    waiting: int
    by_status: Counter[str]
    by_head: Counter[str]
    by_detriment: Counter[str]
    by_category: Counter[str]


def disclosures(*, year: int) -> Disclosures:
    """Concerns that workers raised from 1 April of a year to 31 March of the next. Qualifying, by what the worker
    believes that it shows (Employment Rights Act 1996, section 43B)."""
    since, until = year_span(year)
    found = Concern.objects.filter(raised_as=RaisedAs.WORKER, received_at__gte=since, received_at__lt=until)
    rows = list(found.values_list("status", "worker_status", "heads", "detriment", "category"))
    stages = Counter(row[0] for row in rows)
    return Disclosures(
        year=year,
        received=len(rows),
        qualifying=sum(bool(row[2]) for row in rows),
        acted_on=stages[ConcernStatus.CASE_OPENED],
        closed=stages[ConcernStatus.CLOSED],
        waiting=stages[ConcernStatus.RECEIVED] + stages[ConcernStatus.IN_TRIAGE],
        by_status=Counter({WorkerStatus(value).label: sum(row[1] == value for row in rows) for value in WorkerStatus}),
        by_head=Counter({Head(value).label: sum(value in row[2] for row in rows) for value in Head}),
        by_detriment=Counter({Detriment(value).label: sum(row[3] == value for row in rows) for value in Detriment}),
        by_category=Counter({Category(value).label: sum(row[4] == value for row in rows) for value in Category}),
    )


def first_year() -> int:
    """The reporting year in which the first concern came; a year to come where there is none yet."""
    first = Concern.objects.order_by("received_at").values_list("received_at", flat=True).first()
    return year_of(today(first)) if first else date.max.year
