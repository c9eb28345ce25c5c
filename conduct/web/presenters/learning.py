"""Learning across cases in words: as a page, a table and the document of a year."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from conduct.rules.disclosures import in_words
from conduct.rules.fairness import Answer, Theme
from conduct.web.presenters.fairness import state
from kernel.clocks import format_date, today
from kernel.pdf import pdf_of
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from conduct.models import Recommendation
    from conduct.queries.learning import Learning

COLUMNS = ("theme", "organisation", "recommendation", "made_on", "answer", "answer_in_words")
MATTERS = "Matters against organisations: {opened} opened and {closed} closed in the year, {open} open now."
WAITING = ("Not answered yet", "Late")
STATES = (*(str(answer.label) for answer in Answer), *WAITING)


def page(found: "Learning", *, at: datetime) -> dict[str, Any]:
    """How often each theme was found, what was recommended on it, and what became of that; the same by organisation."""
    states = {one.pk: state(one, at=at) for one in found.recommendations}
    themes = [str(theme.label) for theme in Theme]
    by_theme = Counter((one.get_theme_display(), states[one.pk]) for one in found.recommendations)
    names = sorted({one.organisation.name for one in found.recommendations})
    by_name = Counter((one.organisation.name, states[one.pk]) for one in found.recommendations)
    bars = [_bar(str(theme.label), [found.causes[theme.value]]) for theme in Theme]
    return {
        "year": in_words(found.year),
        "found": f"{found.with_causes} of {found.decisions} decisions of the year found causes beyond one manager.",
        "matters": MATTERS.format(**{name: found.matters[name] for name in ("opened", "closed", "open")}),
        "bars": bars,
        "longest": max(bar["total"] for bar in bars),
        "states": list(STATES),
        "causes": [[str(theme.label), str(found.causes[theme.value])] for theme in Theme],
        "themes": [_counts(theme, by_theme) for theme in themes],
        "organisations": [_counts(name, by_name) for name in names],
        "recommendations": [_told(one, states[one.pk]) for one in found.recommendations],
    }


def as_csv(found: "Learning", *, at: datetime) -> bytes:
    """Every recommendation of the year, with its answer."""
    return b"".join(csv_lines(_lines(found, at), columns=COLUMNS))


def as_pdf(found: "Learning", *, at: datetime) -> bytes:
    """The document of the year."""
    values = {**page(found, at=at), "service": settings.SERVICE_NAME, "made_on": format_date(today(at))}
    return pdf_of(template="conduct/learning.typ", values=values, at=at)


def _bar(label: str, values: list[int]) -> dict[str, Any]:
    return {"label": label, "values": values, "total": sum(values)}


def _counts(name: str, counted: Counter[tuple[str, str]]) -> list[str]:
    """A line of a table: how many of its recommendations stand how, and all."""
    numbers = [counted[name, words] for words in STATES]
    return [name, *map(str, numbers), str(sum(numbers))]


def _told(one: "Recommendation", words: str) -> dict[str, str]:
    return {
        "organisation": one.organisation.name,
        "theme": one.get_theme_display(),
        "text": one.text,
        "made_on": format_date(today(one.made_at)),
        "state": words,
        "answer": one.answer_text,
    }


def _lines(found: "Learning", at: datetime) -> Iterator[dict[str, str]]:
    for one in found.recommendations:
        told = _told(one, state(one, at=at))
        yield {
            "theme": told["theme"],
            "organisation": told["organisation"],
            "recommendation": told["text"],
            "made_on": told["made_on"],
            "answer": told["state"],
            "answer_in_words": told["answer"],
        }
