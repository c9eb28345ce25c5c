"""Letters in words: those of a case, one to look at before it goes, templates, and what the manager got."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct.permissions import Permission
from conduct.queries import letters as letter_queries
from conduct.rules.letters import Fact, Way
from conduct.web.presenters.sections import sections_of
from kernel.clocks import format_date, format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import Case, Letter, LetterTemplate
    from kernel.models import User

PAGE = "conduct:letters"


def letters_page(case: "Case", *, user: "User") -> dict[str, Any]:
    """The letters of a case, drafts among them."""
    return {
        **_section(case, user, "Letters"),
        "rows": [_row(one) for one in letter_queries.letters_of(case=case)],
        "may_send": can(user, Permission.LETTER_SEND),
        "may_template": can(user, Permission.LETTER_TEMPLATE),
    }


def _section(case: "Case", user: "User", heading: str) -> dict[str, Any]:
    return {"case": case, "heading": heading, "sections": sections_of(case, user=user, current=PAGE)}


def _row(one: "Letter") -> list[Any]:
    return [
        {"text": f"Letter {one.number}", "href": _address("letter", one), "data_test": "letter"},
        {"text": one.title, "sub": f"Demand {one.demand.number}" if one.demand else ""},
        {"text": one.name, "sub": one.get_to_display()},
        state(one),
    ]


def _address(name: str, one: "Letter") -> str:
    return reverse(f"conduct:{name}", args=[one.case.reference, one.number])


def state(one: "Letter") -> dict[str, Any]:
    """How far a letter has come."""
    if one.sent_at is None:
        text, colour, sub = "Draft", "grey", ""
    elif one.posted_on:
        text, colour, sub = "Posted", "green", format_date(one.posted_on)
    elif one.way == Way.POST:
        text, colour, sub = "To be posted", "yellow", ""
    else:
        text, colour, sub = "Sent", "green", format_instant(one.sent_at)
    return {"text": text, "tag": colour, "sub": sub, "data_test": "letter-state"}


def letter_page(one: "Letter", *, user: "User", at: datetime) -> dict[str, Any]:
    """One letter as it goes or went, and what this user may do with it."""
    may, is_draft = can(user, Permission.LETTER_SEND), one.sent_at is None
    return {
        **_section(one.case, user, f"Letter {one.number}"),
        "letter": one,
        "facts": _facts(one),
        "text": one.body,
        "pdf": _address("letter_pdf", one),
        "shown": hashlib.sha256(letter_queries.printed(one, at=at)).hexdigest() if is_draft else "",
        "may_change": may and is_draft,
        "may_post": may and one.way == Way.POST and not is_draft and one.posted_on is None,
    }


def _facts(one: "Letter") -> list[dict[str, Any]]:
    written = f"{format_instant(one.written_at)} by {one.written_by.name}"
    facts: list[dict[str, Any]] = [
        {"key": "State", "value": state(one)},
        {"key": "To", "value": [{"text": one.name, "sub": one.get_to_display()}, *one.address.splitlines()]},
        {"key": "How it goes", "value": one.get_way_display()},
        {"key": "Title", "value": one.title},
        {"key": "Written", "value": f"{written}, from “{one.template.title}”, version {one.template.version}"},
    ]
    if one.demand:
        href = reverse("conduct:demands", args=[one.case.reference])
        facts.append({"key": "About", "value": {"text": f"Demand {one.demand.number}", "href": href}})
    if one.sent_at and one.sent_by and one.file:
        facts.append({"key": "Sent", "value": f"{format_instant(one.sent_at)} by {one.sent_by.name}"})
        facts.append({"key": "SHA-256", "value": one.file.digest, "data_test": "letter-digest"})
    if one.posted_on and one.posted_by:
        facts.append({"key": "Posted", "value": f"{format_date(one.posted_on)}, recorded by {one.posted_by.name}"})
    return facts


def as_typed(one: "Letter") -> dict[str, Any]:
    """A draft as the form has it."""
    return {"way": one.way, "name": one.name, "address": one.address, "title": one.title, "body": one.body}


def templates_page() -> dict[str, Any]:
    """The last version of each template, and every fact that one may name."""
    return {
        "rows": [
            [
                {"text": one.title, "href": reverse("conduct:letter_template", args=[one.key])},
                str(one.version),
                {"text": format_instant(one.at), "sub": one.by.name},
            ]
            for one in letter_queries.letter_templates()
        ],
        "known": [[f"{{{fact}}}", str(fact.label)] for fact in Fact],
    }


def versions_shown(versions: "list[LetterTemplate]") -> list[dict[str, Any]]:
    """Every version of a template, the latest first."""
    return [
        {"heading": f"Version {one.version}: {one.title}", "at": one.at, "by": one.by.name, "text": one.body}
        for one in versions
    ]


def own_letters(case: "Case") -> list[list[Any]]:
    """The letters that went to the manager or to who acts for them."""
    return [
        [
            {
                "text": one.title,
                "href": reverse("conduct:own_case_letter", args=[case.reference, one.file_id]),
                "sub": f"To {one.name}",
                "data_test": "own-letter",
            },
            format_instant(one.sent_at) if one.sent_at else "",
            one.file.digest if one.file else "",
        ]
        for one in letter_queries.own_letters(case=case)
    ]
