"""The outcome of a consultation as it is reported: who answered, what they said, what was decided and why."""

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from consultation.queries import asked_by
from consultation.queries import deciding as queries
from consultation.rules.counting import percent
from consultation.rules.questionnaire import RespondentType
from consultation.web.presenters.results import published
from kernel.clocks import format_date, format_instant, today
from kernel.pdf import pdf_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consultation.models import Change, Consultation, Decision, Quotation


def report(held: "Consultation") -> dict[str, Any]:
    """Everything that the report says, for the page, the document and the data alike."""
    decisions, quoted = list(queries.decisions_of(consultation=held)), queries.quotations_of(consultation=held)
    answered = defaultdict(list)
    for number, decision in enumerate(decisions, 1):
        for answer in decision.answers.all():
            answered[answer.theme_id].append(number)
    counts = published(held)
    for one in counts["themes"]:
        for theme in one["found"]:
            theme["share"] = f"{percent(theme['count'], theme['of'])}%"
            theme["decisions"] = answered.get(theme["pk"], [])
            theme["quotations"] = [_quoted(each) for each in quoted.get(theme["pk"], [])]
    asked = [section.title for section in asked_by(consultation=held) if not section.is_equality]
    return {
        **counts,
        "asked": asked,
        "decisions": [_decision(number, each) for number, each in enumerate(decisions, 1)],
        "has_quotations": any(quoted.values()),
    }


def digest_of(shown: dict[str, Any], held: "Consultation") -> str:
    """What somebody read, so that a later look can say whether it is the same."""
    return hashlib.sha256(json.dumps([held.outcome, shown], sort_keys=True, default=str).encode()).hexdigest()


def _quoted(one: "Quotation") -> dict[str, str]:
    version = one.answer.version
    return {
        "text": one.text,
        "who": str(RespondentType(version.respondent_type).label),
        "number": version.response.public_number,
        "href": reverse(
            "consultation:public_response", args=[version.response.consultation.slug, version.response.public_number]
        ),
    }


def _decision(number: int, one: "Decision") -> dict[str, Any]:
    return {
        "number": number,
        "text": one.text,
        "reasons": one.reasons,
        "themes": [{"pk": each.theme_id, "name": each.theme.name} for each in one.answers.all()],
        "changes": [change_words(each) for each in one.changes.all()],
    }


def change_words(one: "Change") -> str:
    """What a decision changed."""
    if one.rule_set is None:
        return one.clause
    return f"Rule set {one.rule_set.version}, in force from {format_date(today(one.rule_set.effective_from))}"


def was_read(held: "Consultation") -> str:
    """When whoever decides confirmed having read it; empty where nobody has."""
    found = queries.reading_of(consultation=held)
    return format_instant(found.at) if found else ""


def as_pdf(held: "Consultation") -> bytes:
    """The report as a document: the same bytes for the same report."""
    shown = report(held)
    for one in shown["questions"]:
        one["cross_head"] = [head if isinstance(head, str) else head["text"] for head in one["cross_head"]]
        del one["head"]
    for one in shown["themes"]:
        del one["rows"]
    values = {
        **shown,
        "service": settings.SERVICE_NAME,
        "title": held.title,
        "summary": held.summary,
        "outcome": held.outcome,
        "open": f"Open from {format_instant(held.opens_at)} to {format_instant(held.closes_at)}.",
        "was_read": was_read(held),
        "address": settings.BASE_URL + reverse("consultation:public", args=[held.slug]),
    }
    return pdf_of(template="consultation/report.typ", values=values, at=held.published_at or held.closes_at)


def you_said(held: "Consultation") -> dict[str, Any]:
    """By theme, with what was done about it; and the themes that no decision answers, which is said too."""
    shown = report(held)
    by_number = {one["number"]: one for one in shown["decisions"]}
    themes = [theme for one in shown["themes"] for theme in one["found"]]
    return {
        "consultation": held,
        "counted": shown["counted"],
        "answered": [
            theme | {"did": [by_number[number] for number in theme["decisions"]]}
            for theme in themes
            if theme["decisions"]
        ],
        "unanswered": [theme for theme in themes if not theme["decisions"]],
        "others": [one for one in shown["decisions"] if not one["themes"]],
    }


def change_rows(found: "Sequence[Change]") -> list[list[Any]]:
    """Every clause and set of rules that a consultation led to a change of, with the decision that did."""
    return [
        [
            change_words(each),
            each.decision.text,
            {
                "text": each.decision.consultation.title,
                "href": reverse("consultation:you_said", args=[each.decision.consultation.slug]),
            },
            format_date(today(each.at)),
        ]
        for each in found
    ]
