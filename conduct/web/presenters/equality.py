"""The figures by protected characteristic as charts with their tables, and as one table to save."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from conduct.rules.equality import CHARACTERISTICS, NOT_GIVEN
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from conduct.models import FairnessReport

COLUMNS: Final = ("characteristic", "answers", "measure", "value")
NONE: Final = "Too few"


def report_page(report: "FairnessReport") -> list[dict[str, Any]]:
    """Each characteristic with what is shown of it; a table without lines has too few people for any."""
    return [_shown(table) for table in report.tables]


def as_csv(report: "FairnessReport") -> bytes:
    """The same as lines, each with what it measures."""
    return b"".join(csv_lines(_lines(report), columns=COLUMNS))


def _shown(table: dict[str, Any]) -> dict[str, Any]:
    name = table["characteristic"]
    opened = [[_words(name, answers), str(number)] for answers, number in table["opened"]]
    decided = [
        [_words(name, answers), str(restrictive), str(other), NONE if weeks is None else str(weeks)]
        for answers, restrictive, other, weeks in table["decided"]
    ]
    bars = [
        {"label": _words(name, answers), "values": [restrictive, other], "total": restrictive + other}
        for answers, restrictive, other, _ in table["decided"]
    ]
    return {
        "name": name,
        "words": CHARACTERISTICS[name].words,
        "opened": opened,
        "decided": decided,
        "bars": bars,
        "longest": max((bar["total"] for bar in bars), default=0),
    }


def _words(name: str, answers: list[str]) -> str:
    known = {**dict(CHARACTERISTICS[name].answers), NOT_GIVEN: "Not given"}
    if len(answers) == len(known):
        return "All together"
    return ", ".join(known[answer] for answer in answers)


def _lines(report: "FairnessReport") -> Iterator[dict[str, str]]:
    measures = ("restrictive outcome", "other outcome", "median weeks, to the nearest four")
    for table in report_page(report):
        for words, number in table["opened"]:
            yield _line(table["words"], words, "case opened", number)
        for words, *values in table["decided"]:
            for measure, value in zip(measures, values, strict=True):
                yield _line(table["words"], words, measure, "" if value == NONE else value)


def _line(characteristic: str, answers: str, measure: str, value: str) -> dict[str, str]:
    return {"characteristic": characteristic, "answers": answers, "measure": measure, "value": value}
