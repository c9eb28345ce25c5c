"""How much an organisation asked, as a chart and its tables."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from barring.queries.usage import Asked
from barring.rules.answers import CheckOutcome
from kernel.clocks import format_date

O = CheckOutcome  # noqa: E741
SERIES: dict[str, frozenset[str]] = {
    "Nothing bears on the post": frozenset(
        {O.NO_BAR_RECORDED, O.NOT_BARRED_FROM_ROLE, O.DECISION_NOT_IN_EFFECT, O.NOT_REGISTERED}
    ),
    "Restricted, suspended, removed or barred": frozenset({O.RESTRICTED, O.SUSPENDED, O.REMOVED, O.BARRED}),
    "No one person found": frozenset({O.NO_ENTRY_MATCHED, O.NEEDS_REVIEW}),
}
SHOWN = {"day": 14, "week": 13}
IN_BROWSER = "People, in the browser"


def periods(by: str, *, until: date) -> list[date]:
    """The days or weeks (by their Mondays) that are shown, the last with today in it."""
    last = until if by == "day" else until - timedelta(days=until.weekday())
    step = timedelta(days=1 if by == "day" else 7)
    return [last - step * back for back in range(SHOWN[by] - 1, -1, -1)]


def chart(asked: Collection[Asked], shown: Collection[date], *, by: str) -> dict[str, Any]:
    """The values of the chart, and of the table that says the same."""
    counted: Counter[tuple[date, str]] = Counter()
    for one in asked:
        counted[one.begins, next(words for words, outcomes in SERIES.items() if one.outcome in outcomes)] += one.count
    bars = [_bar(day, [counted[day, words] for words in SERIES], by=by) for day in shown]
    numeric = [{"text": words, "numeric": True} for words in (*SERIES, "All")]
    return {
        "series": list(SERIES),
        "bars": bars,
        "longest": max(bar["total"] for bar in bars),
        "total": sum(bar["total"] for bar in bars),
        "head": ["Day" if by == "day" else "Week", *numeric],
        "rows": [[bar["words"], *(f"{value:,}" for value in (*bar["values"], bar["total"]))] for bar in bars],
    }


def _bar(day: date, values: list[int], *, by: str) -> dict[str, Any]:
    words = format_date(day) if by == "day" else f"Week of {format_date(day)}"
    return {"label": f"{day:%-d %b}", "words": words, "values": values, "total": sum(values)}


CLIENT_HEAD = ["Asked by", "Outcome", {"text": "Checks", "numeric": True}]


def by_client(asked: Collection[Asked], names: Mapping[int, str]) -> list[list[Any]]:
    """For each program, and the browser, how many checks had which outcome."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in asked:
        counted[names.get(one.client_id or 0, IN_BROWSER), one.outcome] += one.count
    order = list(CheckOutcome)
    return [
        [name, CheckOutcome(outcome).words, f"{count:,}"]
        for (name, outcome), count in sorted(counted.items(), key=lambda row: (row[0][0], order.index(O(row[0][1]))))
    ]
