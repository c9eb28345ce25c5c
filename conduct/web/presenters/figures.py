"""The figures of casework as charts with their tables, and as one table to save."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kernel.tables import csv_lines

if TYPE_CHECKING:
    from conduct.queries.figures import Figures
    from conduct.rules.figures import Spread

COLUMNS = ("table", "what", "measure", "value")
NONE_YET = "None"


def page(found: "Figures") -> dict[str, Any]:
    """Every figure, each chart with the table that says the same."""
    return {
        "counts": [
            ["Cases opened", str(found.opened)],
            ["Cases whose decision the oversight body reviewed", str(found.external_reviews)],
        ],
        "sources": _shares(found.concerns_by_source),
        "spans": [[words, *_spread(each)] for words, each in found.spans.items()],
        "spans_chart": _chart({words: each.median or 0 for words, each in found.spans.items()}),
        "endings": _shares(found.endings),
        "endings_chart": _chart(found.endings),
        "ages": _shares(found.open_by_age),
        "ages_chart": _chart(found.open_by_age),
        "interim": [[words, *_spread(each)] for words, each in found.interim.items()],
        "reviews": _reviews(*found.interim_reviews),
        "abeyance": [[cause, str(cases), str(weeks)] for cause, (cases, weeks) in found.abeyance.items()],
    }


def as_csv(found: "Figures") -> bytes:
    """The same figures as lines, each with what it measures."""
    return b"".join(csv_lines(_lines(found), columns=COLUMNS))


def _spread(found: "Spread") -> list[str]:
    if found.median is None:
        return ["0", NONE_YET, NONE_YET]
    return [str(found.cases), str(found.median), str(found.percentile_90)]


def _reviews(held: int, on_time: int) -> list[list[str]]:
    shares = Counter({"By the day on which it was due": on_time, "Late": held - on_time})
    return _shares(shares)


def _shares(counts: Counter[str]) -> list[list[str]]:
    whole = counts.total()
    return [
        [words, str(count), f"{100 * count / whole:.0f}%" if whole else NONE_YET] for words, count in counts.items()
    ]


def _chart(values: Mapping[str, float]) -> dict[str, Any]:
    bars = [{"label": words, "values": [value], "total": value} for words, value in values.items()]
    return {"bars": bars, "longest": max(values.values(), default=0)}


def _lines(found: "Figures") -> Iterator[dict[str, str]]:
    shown = page(found)
    for what, value in shown["counts"]:
        yield _line("Counts", what, "number", value)
    tables = {
        "Concerns by who raised them": ("sources", ("number", "share")),
        "How long cases took": ("spans", ("cases", "median weeks", "90th percentile weeks")),
        "Where cases ended": ("endings", ("number", "share")),
        "Open cases by age": ("ages", ("number", "share")),
        "Interim orders": ("interim", ("cases", "median weeks", "90th percentile weeks")),
        "Reviews of interim orders": ("reviews", ("number", "share")),
        "Time in abeyance": ("abeyance", ("cases", "weeks")),
    }
    for table, (key, measures) in tables.items():
        for what, *values in shown[key]:
            for measure, value in zip(measures, values, strict=True):
                yield _line(table, what, measure, value)


def _line(table: str, what: str, measure: str, value: str) -> dict[str, str]:
    return {"table": table, "what": what, "measure": measure, "value": "" if value == NONE_YET else value}
