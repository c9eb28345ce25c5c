"""What people answered, in tables and charts, with the base of each."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from django.http import QueryDict

from consultation.queries.campaigns import ANY, NONE
from consultation.queries.counting import EVERY, counts_of, reconciled
from consultation.queries.finding import Sought, sought_in
from consultation.rules.counting import Counts, Table, by_type, crossed, table
from consultation.rules.questionnaire import Question
from consultation.rules.responding import Channel
from consultation.web.presenters.campaigns import kept_campaigns
from consultation.web.presenters.coding import counted_themes
from consultation.web.presenters.equality import equality_tables
from consultation.web.presenters.finding import questions_of, sought_form
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from consultation.models import Consultation

COLUMNS: Final = ("question", "respondents", "answer", "count", "base", "percent", "not_answered", "all")
HEAD: Final = ["Answer", {"text": "Count", "numeric": True}, {"text": "Share", "numeric": True}]
ALL: Final = "All respondents"


def published(held: "Consultation") -> dict[str, Any]:
    """What everybody reads of a consultation whose outcome is published."""
    counts = counts_of(consultation=held)
    return {
        "counted": sum(counts.all.values()),
        "types": [[words, f"{count:,}"] for words, count in by_type(counts)],
        "questions": [_question(each, counts) for each in questions_of(held)],
        "themes": counted_themes(held),
        "equality": equality_tables(held),
    }


def results(held: "Consultation", query: QueryDict) -> dict[str, Any]:
    """The same for analysts, with how it adds up, of those that are sought, and with campaigns or without them."""
    form = sought_form(held, query)
    counts, sums = counts_of(consultation=held, sought=form.sought), reconciled(consultation=held)
    in_campaigns = sought_in(consultation=held, sought=Sought(campaign=ANY)).count()
    return {
        "consultation": held,
        "form": form,
        "is_filtered": not form.sought.is_any,
        "with_filter": form.address,
        "without": form.sought.campaign == NONE,
        "sums": [
            ("Received", f"{sums.received:,}"),
            *((f"– {Channel(one).label.lower()}", f"{sums.by_channel.get(one, 0):,}") for one in Channel.values),
            ("Withdrawn by their senders", f"{sums.withdrawn:,}"),
            ("Counted", f"{sums.counted:,}"),
            ("– of these, taken late with a reason", f"{sums.late:,}"),
            ("– of these, in campaigns", f"{in_campaigns:,}"),
            ("– of these, with words of their own", f"{sums.in_words:,}"),
            ("Distinct texts, letter for letter", f"{sums.distinct:,}"),
        ],
        "shown": sum(counts.all.values()),
        "types": [[words, f"{count:,}"] for words, count in by_type(counts)],
        "questions": [_question(each, counts) for each in questions_of(held)],
        **kept_campaigns(held),
    }


def _question(question: Question, counts: Counts) -> dict[str, Any]:
    whole, parts = table(question, counts), crossed(question, counts)
    bars = [{"label": row.words, "values": [row.count], "total": row.count} for row in whole.rows]
    return {
        "number": question.number,
        "text": question.text,
        "base": f"{whole.base:,} answered; {whole.silent:,} did not, or were not asked.",
        "head": HEAD,
        "rows": [[row.words, f"{row.count:,}", row.percent] for row in (*whole.rows, *_sum(whole))],
        "bars": bars,
        "longest": max((row.count for row in whole.rows), default=1),
        "cross_head": ["Respondents", *({"text": words, "numeric": True} for words in _columns(whole))],
        "cross_rows": [_cross(words, part) for words, part in [(ALL, whole), *parts]],
    }


def _sum(whole: Table) -> tuple[Any, ...]:
    return (whole.agreed,) if whole.agreed else ()


def _columns(whole: Table) -> list[str]:
    return ["Answered", *(row.words for row in (*_sum(whole), *whole.rows))]


def _cross(words: str, part: Table) -> list[str]:
    cells = [f"{row.percent} ({row.count:,})" if part.base else "–" for row in (*_sum(part), *part.rows)]
    return [words, f"{part.base:,}", *cells]


def csv_of(held: "Consultation", *, sought: Sought = EVERY) -> bytes:
    """Every count of every question, by kind of respondent, as a file that runs nothing in a spreadsheet program."""
    counts = counts_of(consultation=held, sought=sought)
    return b"".join(csv_lines(_lines(questions_of(held), counts), columns=COLUMNS))


def _lines(questions: Iterable[Question], counts: Counts) -> Iterator[dict[str, Any]]:
    for question in questions:
        for words, part in [(ALL, table(question, counts)), *crossed(question, counts)]:
            for row in (*_sum(part), *part.rows):
                yield {
                    "question": f"{question.number}. {question.text}",
                    "respondents": words,
                    "answer": row.words,
                    "count": row.count,
                    "base": row.base,
                    "percent": row.percent.rstrip("%–"),
                    "not_answered": part.silent,
                    "all": part.all,
                }
