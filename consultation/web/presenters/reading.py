"""Responses in words: a list of those that are sought, one with all that it says, and a file of answers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from consultation.queries.disclosures import disclosure_of
from consultation.queries.files import asking_for_files
from consultation.queries.finding import answers_in, sought_in, versions_of, with_excerpts
from consultation.rules.languages import CALLED, Language, tag_of
from consultation.rules.responding import Channel, Publish
from consultation.web.presenters.files import files_to_read
from consultation.web.presenters.finding import sought_form
from kernel.clocks import format_date, format_instant
from kernel.tables import csv_lines

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from consultation.models import Answer, Consultation, Response, ResponseVersion

PER_PAGE: Final = 25
EXCERPT: Final = 220
COLUMNS: Final = ("response", "respondent", "channel", "received", "may_be_published", "question", "answer", "words")
COLOURS: Final = {Publish.NAMED: "green", Publish.UNNAMED: "blue", Publish.NOT: "grey"}


def response_list(held: "Consultation", query: QueryDict) -> dict[str, Any]:
    """A page of those that are sought, with the filter that found them."""
    form = sought_form(held, query)
    found = sought_in(consultation=held, sought=form.sought).order_by("-received_at", "-pk")
    page = Paginator(with_excerpts(found, words=form.sought.words), PER_PAGE).get_page(query.get("page"))
    return {
        "consultation": held,
        "form": form,
        "page": page,
        "query": query,
        "with_filter": form.address,
        "is_filtered": not form.sought.is_any,
        "rows": [_row(held, one, form.address) for one in page],
    }


def _row(held: "Consultation", one: Any, kept: str) -> list[Any]:
    href = reverse("consultation:response", args=[held.slug, one.response.public_number])
    said = one.excerpt or "Nothing in their own words"
    return [
        {"text": one.response.public_number, "href": f"{href}?{kept}" if kept else href, "data_test": "response"},
        one.get_respondent_type_display(),
        {"text": said if len(said) <= EXCERPT else f"{said[:EXCERPT].rstrip()}…", "sub": _how(one)},
        format_instant(one.received_at),
    ]


def _how(one: "ResponseVersion") -> str:
    return (
        f"{one.response.get_channel_display()}, taken late" if one.late_reason else one.response.get_channel_display()
    )


def response_page(one: "Response", query: QueryDict) -> dict[str, Any]:
    """One response as it stands, and what was sent before; of a withdrawn one nobody reads what it said."""
    last, *before = list(versions_of(response=one))
    form = sought_form(one.consultation, query)
    return {
        "consultation": one.consultation,
        "response": one,
        "with_filter": form.address,
        "facts": _facts(one, last),
        "is_withdrawn": last.is_withdrawal,
        "is_publishable": not last.is_withdrawal and last.publish != Publish.NOT,
        "files": files_to_read(one),
        "takes_files": one.channel != Channel.WEB
        and not last.is_withdrawal
        and asking_for_files(response=one).exists(),
        "disclosure": [
            {"heading": step.get_done_display(), "at": step.at, "by": step.by.name, "text": step.text}
            for step in reversed(disclosure_of(response=one).steps)
        ],
        "answers": [_said(each) for each in last.answers.all()],
        "before": [
            {
                "received": format_instant(version.received_at),
                "answers": [_said(each) for each in version.answers.all()],
            }
            for version in before
            if not last.is_withdrawal
        ],
    }


def _facts(one: "Response", last: "ResponseVersion") -> list[dict[str, Any]]:
    tag = COLOURS[Publish(last.publish)]
    rows: list[dict[str, Any]] = [
        {"key": "Who answers", "value": last.get_respondent_type_display()},
        {"key": "How it came", "value": one.get_channel_display()},
        {"key": "Received", "value": format_instant(last.received_at)},
        {"key": "May be published", "value": {"text": last.get_publish_display(), "tag": tag, "data_test": "publish"}},
    ]
    for key, value in (
        ("Organisation", last.organisation),
        ("Name", last.name),
        ("Taken late because", last.late_reason),
    ):
        if value:
            rows.append({"key": key, "value": value})
    if last.entered_by:
        rows.append({"key": "Entered by", "value": last.entered_by.name})
    return rows


def _said(answer: "Answer") -> dict[str, Any]:
    """An answer with the wording that it answered, and the language that it was read in."""
    language = f"Answered in {CALLED[Language(answer.language)]}" if answer.language else ""
    said = {"question": answer.wording.text, "chosen": ", ".join(chosen_words(answer)), "text": answer.text}
    return said | {"language": language, "lang": tag_of(answer.language)}


def chosen_words(answer: "Answer") -> list[str]:
    """What an answer says besides free text, in the words of the wording that it answered."""
    words = dict(answer.wording.choices)
    given = [words.get(key, key) for key in answer.chosen]
    if answer.number is not None:
        given.append(f"{answer.number:,}")
    if answer.day is not None:
        given.append(format_date(answer.day))
    return given


def csv_of(held: "Consultation", query: QueryDict) -> bytes:
    """Each answer of each response that is sought. Names and organisations stay out of files."""
    sought = sought_form(held, query).sought
    return b"".join(csv_lines(_lines(sought_in(consultation=held, sought=sought)), columns=COLUMNS))


def _lines(found: "QuerySet[ResponseVersion]") -> Iterator[dict[str, Any]]:
    for answer in answers_in(found).iterator():
        version = answer.version
        yield {
            "response": version.response.public_number,
            "respondent": version.get_respondent_type_display(),
            "channel": version.response.get_channel_display(),
            "received": version.received_at.isoformat(),
            "may_be_published": version.get_publish_display(),
            "question": answer.wording.text,
            "answer": "; ".join(chosen_words(answer)),
            "words": answer.text,
        }
