"""The yearly report of a prescribed person: as a page, a table and a document, all with the same numbers."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from conduct.rules.disclosures import in_words, part, share, total
from kernel.clocks import format_date, today
from kernel.pdf import pdf_of
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from conduct.queries.disclosures import Disclosures

COLUMNS = ("table", "what", "number")
FUNCTIONS = (
    "We keep the register of managers of the health service in England, look into concerns about their conduct, decide "
    "cases against the Code, and bar those who must not hold a post again. We aim to protect patients and the public, "
    "and those who speak up."
)
SMALL = (
    "Numbers under 5 are given as fewer than 5, and none is not told apart from few. Most others are given to the "
    "nearest 5, so that no small number can be found by taking others away, and nobody who told us something is known."
)


def report(found: "Disclosures") -> dict[str, Any]:
    """All that the page and the document say."""
    return {
        "year": in_words(found.year),
        "functions": FUNCTIONS,
        "small": SMALL,
        "figures": [
            ("Disclosures of workers received", total(found.received)),
            (
                "Of these, the worker believes that they show what section 43B names",
                share(found.qualifying, of=found.received),
            ),
            ("We took further action: a case was opened, or one took it in", share(found.acted_on, of=found.received)),
            ("Closed without a case, with an answer to the worker", part(found.closed)),
            ("Still being weighed", part(found.waiting)),
        ],
        "tables": [
            ("How the workers work", _rows(found.by_status)),
            ("What they believe it shows", _rows(found.by_head)),
            ("Treated badly for speaking up", _rows(found.by_detriment)),
            ("What it was mainly about", _rows(found.by_category)),
        ],
    }


def as_csv(found: "Disclosures") -> bytes:
    """The same as lines, to be published beside the document."""
    return b"".join(csv_lines(_lines(report(found)), columns=COLUMNS))


def as_pdf(found: "Disclosures", *, at: datetime) -> bytes:
    """The document that is published."""
    values = {**report(found), "service": settings.SERVICE_NAME, "made_on": format_date(today(at))}
    return pdf_of(template="conduct/disclosures.typ", values=values, at=at)


def _rows(counts: Counter[str]) -> list[list[str]]:
    return [[name, part(count)] for name, count in counts.items()]


def _lines(shown: dict[str, Any]) -> Iterator[dict[str, str]]:
    tables = [("Figures", shown["figures"]), *shown["tables"]]
    yield from ({"table": name, "what": what, "number": number} for name, rows in tables for what, number in rows)
