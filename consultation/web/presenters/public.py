"""The pages of consultations for the public, in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from consultation.queries import Published, kept_until, stage
from consultation.queries.counting import reconciled
from consultation.queries.publishing import published_responses
from consultation.rules.languages import tag_of
from consultation.rules.questionnaire import Kind, Question, Questionnaire, RespondentType
from consultation.rules.questionnaire import asked as asked_after
from consultation.rules.responding import ABOUT, CHECK, START, Publish, Responding, page_of, personal_in
from consultation.web.carrying import carried
from consultation.web.presenters.documents import documents
from consultation.web.presenters.languages import parts_spoken, spoken_page
from consultation.workflow import Status
from kernel import receipt_codes
from kernel.clocks import format_date, format_instant

if TYPE_CHECKING:
    from django import forms

    from consultation.models import Consultation, ResponseVersion, Wording

COLOURS: Final = {Status.OPEN: "green", Status.APPROVED: "blue", Status.PUBLISHED: "purple"}
WORDS: Final = {
    Status.APPROVED: "Opens later",
    Status.OPEN: "Open",
    Status.CLOSED: "Closed",
    Status.ANALYSED: "Closed",
    Status.PUBLISHED: "Outcome published",
}
PER_PAGE: Final = 20
FILE_LATER: Final = (
    "You can send a file for this as soon as you have sent your response, with the code that you get then."
)
NOT_ANSWERED: Final = "Not answered"


def list_page(listed: "Sequence[Published]", stages: "set[Status]", query: QueryDict) -> dict[str, Any]:
    """A page of those that stand so, or of all."""
    found = [each for each in listed if not stages or each.stage in stages]
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    return {"rows": list_rows(page), "page": page, "query": query, "is_filtered": bool(stages)}


def list_rows(listed: Iterable[Published]) -> list[list[Any]]:
    """One row a consultation."""
    return [
        [
            {"text": each.consultation.title, "href": reverse("consultation:public", args=[each.consultation.slug])},
            format_instant(each.consultation.opens_at),
            format_instant(each.consultation.closes_at),
            {"text": WORDS[each.stage], "tag": COLOURS.get(each.stage, "grey")},
        ]
        for each in listed
    ]


def page(held: "Consultation", *, asked: Questionnaire, at: datetime) -> dict[str, Any]:
    """What one consultation is about, and whether it can be answered."""
    now = stage(consultation=held, at=at)
    return {
        "consultation": held,
        "is_open": now == Status.OPEN,
        "is_coming": now == Status.APPROVED,
        "is_published": now == Status.PUBLISHED,
        "opens": format_instant(held.opens_at),
        "closes": format_instant(held.closes_at),
        "documents": documents(held, route="consultation:document"),
        "topics": [
            {"title": section.title, "lang": tag_of(section.language)} for section in asked if not section.is_equality
        ],
        "extensions": [
            {
                "closed": format_instant(each.closed_at),
                "closes": format_instant(each.closes_at),
                "at": format_instant(each.at),
                "reason": each.reason,
            }
            for each in held.extensions.all()
        ],
    }


def changes(held: "Consultation", corrections: Iterable[tuple["Wording", "Wording"]]) -> list[dict[str, str]]:
    """Every correction of a question, as everybody can read it."""
    return [
        {"at": format_instant(after.at), "before": before.text, "after": after.text, "reason": after.reason}
        | {"choices": _choices_changed(before, after)}
        for before, after in corrections
    ]


def _choices_changed(before: "Wording", after: "Wording") -> str:
    was, now = dict(before.choices), dict(after.choices)
    return "; ".join(
        f"“{was[key]}” became “{words}”" if key in was else f"“{words}” was added"
        for key, words in now.items()
        if was.get(key) != words
    )


def responding_page(
    held: "Consultation", responding: Responding, asked: Questionnaire, form: "forms.Form"
) -> dict[str, Any]:
    """What the page that somebody is on shows."""
    here = responding.page(asked)
    steps = responding.steps(asked)
    return {
        "consultation": held,
        "form": form,
        "so_far": carried(responding, slug=held.slug),
        "is_first": responding.at == START,
        "heading": here[0].title if here else HEADINGS.get(responding.at, "Check your answers"),
        "text": here[0].text if here else "",
        "statements": [_statement(each) for each in here[1] if each.kind == Kind.STATEMENT] if here else [],
        "later": [_statement(each) for each in here[1] if each.kind == Kind.FILE] if here else [],
        "is_equality": bool(here and here[0].is_equality),
        "place": f"Page {steps.index(responding.at) + 1} of {len(steps)}" if responding.at in steps else "",
        "closes": format_instant(held.closes_at),
        "file_later": FILE_LATER,
        "answers": said(responding, asked) if responding.at == CHECK else [],
        "warnings": warnings(responding, asked) if responding.at == CHECK else [],
        "is_sent": responding.is_sent,
        **parts_spoken(here[0].missing if here else "", here[0].language if here else ""),
        **spoken_page(held, responding.language),
    }


def _statement(question: Question) -> dict[str, str]:
    text = question.text if question.kind == Kind.STATEMENT else f"{question.number}. {question.text}"
    return {"text": text, **parts_spoken(question.missing, question.language)}


HEADINGS: Final = {START: "Before you start", ABOUT: "About you", CHECK: "Check your answers"}


def said(responding: Responding, asked: Questionnaire) -> list[dict[str, Any]]:
    """Each question whose answer will be sent, in words, and the page on which to change it."""
    about = responding.about
    rows = [
        _about("You answer as", RespondentType(about["respondent_type"]).label),
        _about("May we publish it", Publish(about["publish"]).label),
    ]
    if named := ", ".join(filter(None, (about.get("name"), about.get("organisation")))):
        rows.append(_about("Name", named))
    if about.get("may_pass_on"):
        rows.append(_about("May we pass it on if it tells of wrongdoing", "Yes, without my name"))
    counted = responding.counted(asked)
    for section, questions in asked_after(asked, responding.answers):
        for each in questions:
            if each.kind == Kind.STATEMENT:
                continue
            answer = counted.get(each.pk)
            rows.append(
                {
                    "question": f"{each.number}. {each.text}",
                    "answer": answer_words(each, answer) if answer else _unanswered(each),
                    "page": page_of(section),
                    "is_changed": bool(answer and answer["wording"] != each.wording),
                    "lang": tag_of(each.language),
                    "answer_lang": tag_of(each.language) if answer and answer.get("chosen") else "",
                }
            )
    return rows


def _unanswered(question: Question) -> str:
    return FILE_LATER if question.kind == Kind.FILE else NOT_ANSWERED


def _about(question: str, answer: str) -> dict[str, Any]:
    row = {"question": question, "answer": answer, "page": ABOUT, "is_changed": False}
    return row | {"lang": "", "answer_lang": ""}


def answer_words(question: Question, answer: Mapping[str, Any]) -> str:
    """An answer as a page says it."""
    words = dict(question.choices)
    parts = ["; ".join(words.get(key, key) for key in answer.get("chosen", ()))]
    parts += [answer.get("text", ""), answer.get("number", "")]
    if answer.get("day"):
        parts.append(format_date(date.fromisoformat(answer["day"])))
    return "\n\n".join(part for part in parts if part)


def warnings(responding: Responding, asked: Questionnaire) -> list[str]:
    """Free texts in which something looks like personal data."""
    numbers = {each.pk: each.number for section in asked for each in section.questions}
    return [
        f"Question {numbers[pk]}: this looks like {' and '.join(found)}."
        for pk, answer in responding.counted(asked).items()
        if (found := personal_in(str(answer.get("text", ""))))
    ]


def sent_page(
    held: "Consultation", version: "ResponseVersion", whole: Responding, asked: Questionnaire, *, at: datetime
) -> dict[str, Any]:
    """A response that was sent, for whoever holds its code."""
    return {
        "consultation": held,
        "public_number": code_shown(version.response.public_number),
        "received": format_instant(version.received_at),
        "number": version.number,
        "is_withdrawn": version.is_withdrawal,
        "is_open": stage(consultation=held, at=at) == Status.OPEN,
        "outcome": counted_in(version),
        "closes": format_instant(held.closes_at),
        "so_far": carried(whole, slug=held.slug),
        "answers": [
            row for row in said(whole, asked) if row["page"] not in _apart(asked) and row["answer"] != FILE_LATER
        ],
    }


def _apart(asked: Questionnaire) -> set[str]:
    """The pages of equality questions: their answers are shown before they are sent, and with the response never."""
    return {page_of(section) for section in asked if section.is_equality}


def as_text(responding: Responding, asked: Questionnaire) -> str:
    """The response as plain text, for a copy."""
    rows = [row for row in said(responding, asked) if row["page"] not in _apart(asked)]
    return "\n\n".join(f"{row['question']}\n{row['answer']}" for row in rows)


def saved_page(held: "Consultation", code: str, form: "forms.Form") -> dict[str, Any]:
    """What was saved: its code, until when it is kept, and a form for a link to it."""
    return {
        "consultation": held,
        "form": form,
        "code": code_shown(code),
        "closes": format_instant(held.closes_at),
        "is_sent": False,
        "kept_until": format_date(kept_until(consultation=held).last_day),
    }


def counted_in(version: "ResponseVersion") -> dict[str, str] | None:
    """Where a sender sees that their response was counted, and where it can be read; None before the outcome."""
    held = version.response.consultation
    if held.status != Status.PUBLISHED:
        return None
    args = [held.slug, version.response.public_number]
    is_read = published_responses(consultation=held).filter(pk=version.pk).exists()
    return {
        "counted": f"{reconciled(consultation=held).counted:,}",
        "public_page": reverse("consultation:public_response", args=args) if is_read else "",
    }


def code_shown(code: str) -> str:
    """A code as people copy it."""
    return receipt_codes.grouped(code)
