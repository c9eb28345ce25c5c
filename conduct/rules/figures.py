"""How long cases take and where they end: what is measured, and the statistics of it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Final, NamedTuple

from conduct.workflow import Action

WEEK: Final = timedelta(weeks=1)


class Period(NamedTuple):
    """From an instant, included, to another, not included."""

    since: datetime
    until: datetime

    def __contains__(self, at: object) -> bool:
        return isinstance(at, datetime) and self.since <= at < self.until

    def overlap(self, began_at: datetime, ended_at: datetime) -> timedelta:
        """How much of a stretch of time lies in it."""
        return max(timedelta(), min(ended_at, self.until) - max(began_at, self.since))


class Span(NamedTuple):
    """From one point of a case to another. A point is the first of some actions; no action is the receipt."""

    words: str
    since: frozenset[str]
    until: frozenset[str]


_TRIAGED: Final = frozenset({Action.ACCEPT, Action.CLOSE_OUT_OF_REMIT})
_THRESHOLD: Final = frozenset({Action.START_INVESTIGATION, Action.CLOSE_BELOW_THRESHOLD})
_EXAMINED: Final = frozenset({Action.AGREE_CASE_TO_ANSWER, Action.AGREE_NO_CASE, Action.DISAGREE})
_DETERMINED: Final = frozenset({Action.DETERMINE})
_ISSUED: Final = frozenset({Action.SERVE})
_RECEIVED: Final[frozenset[str]] = frozenset()

# Those that the oversight body asks every regulator for, and each gate by itself.
SPANS: Final = (
    Span("Receipt to the triage decision", _RECEIVED, _TRIAGED),
    Span("Triage to the threshold decision", _TRIAGED, _THRESHOLD),
    Span("Threshold to the case examiners’ decision", _THRESHOLD, _EXAMINED),
    Span("Case examiners’ decision to the determination", _EXAMINED, _DETERMINED),
    Span("Determination to its issue", _DETERMINED, _ISSUED),
    Span("Receipt to the threshold decision", _RECEIVED, _THRESHOLD),
    Span("Receipt to the case examiners’ decision", _RECEIVED, _EXAMINED),
    Span("Receipt to the determination", _RECEIVED, _DETERMINED),
)

# What each act that ends the inquiry into a case ends it at, in the order of the stages.
ENDINGS: Final[Mapping[str, str]] = {
    Action.CLOSE_OUT_OF_REMIT: "Triage: not in the remit",
    Action.CLOSE_BELOW_THRESHOLD: "Threshold: below it",
    Action.AGREE_NO_CASE: "Case examiners: no case to answer",
    Action.DETERMINE: "Determination",
    Action.WITHDRAW: "Withdrawn",
}

# Upper bounds in weeks, not included; the oversight body asks for the cases older than 52, 104 and 156.
AGE_BANDS: Final[tuple[tuple[str, int | None], ...]] = (
    ("Under 26 weeks", 26),
    ("26 to 51 weeks", 52),
    ("52 to 103 weeks", 104),
    ("104 to 155 weeks", 156),
    ("156 weeks or more", None),
)


class Spread(NamedTuple):
    """Weeks that cases took: of how many, the one in the middle, and the one that nine in ten took no longer than."""

    cases: int
    median: float | None
    percentile_90: float | None


def spread(lengths: Sequence[timedelta]) -> Spread:
    """The spread of lengths, in weeks to one decimal place. The percentile is one of the lengths (nearest rank)."""
    if not lengths:
        return Spread(0, None, None)
    weeks = sorted(length / WEEK for length in lengths)
    return Spread(len(weeks), round(median(weeks), 1), round(weeks[ceil(0.9 * len(weeks)) - 1], 1))


def lengths(
    span: Span, *, cases: Mapping[int, datetime], acts: Mapping[int, Mapping[str, datetime]], period: Period
) -> list[timedelta]:
    """How long each case took over a span that ended in a period. `cases` has their receipt, `acts` the first time of
    each action."""
    found = []
    for pk, received_at in cases.items():
        since = received_at if not span.since else _first(acts.get(pk, {}), span.since)
        until = _first(acts.get(pk, {}), span.until)
        if since is not None and until is not None and until in period:
            found.append(until - since)
    return found


def _first(acts: Mapping[str, datetime], of: frozenset[str]) -> datetime | None:
    return min((at for action, at in acts.items() if action in of), default=None)


def age_band(age: timedelta) -> str:
    """The band that an age falls into."""
    return next(words for words, below in AGE_BANDS if below is None or age < below * WEEK)
