"""Complaints about the service in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct.rules.complaining import ACKNOWLEDGED, ANSWERED
from conduct.rules.deadlines import until
from kernel.clocks import format_instant, today
from kernel.deadlines import deadline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conduct.models import ServiceComplaint


def complaint_rows(found: "Iterable[ServiceComplaint]", *, page: str) -> list[list[Any]]:
    """Which, about what, since when, and how it stands."""
    return [
        [
            {"text": one.reference, "href": reverse(page, args=[one.reference])},
            one.get_about_display(),
            format_instant(one.made_at),
            {"text": _state(one), "sub": "" if one.answered_at else f"Answer due by {until(one.answer_due_at)}"},
        ]
        for one in found
    ]


def complaint_shown(one: "ServiceComplaint", *, at: datetime, staff: bool) -> dict[str, Any]:
    """One complaint with its days, how they were counted, and the answer."""
    facts = [
        ("About", one.get_about_display()),
        ("Received", format_instant(one.made_at)),
        ("How it stands", _state(one)),
        ("Acknowledged by", {"text": until(one.acknowledge_due_at), "sub": _counted(one, ACKNOWLEDGED)}),
        ("Answered by", {"text": until(one.answer_due_at), "sub": _counted(one, ANSWERED)}),
    ]
    if staff:
        facts.insert(0, ("From", one.made_by.name))
    if one.answered_at is None and at >= one.answer_due_at:
        facts.append(("Late", "This should have been answered by now"))
    return {"complaint": one, "facts": facts}


def _state(one: "ServiceComplaint") -> str:
    if one.answered_at and one.answered_by:
        return f"Answered on {format_instant(one.answered_at)} by {one.answered_by.name}"
    if one.acknowledged_at and one.acknowledged_by:
        return f"{one.acknowledged_by.name} deals with it since {format_instant(one.acknowledged_at)}"
    return "Received"


def _counted(one: "ServiceComplaint", parameter: str) -> str:
    return deadline(rule_set=one.rule_set, parameter=parameter, beginning="receipt", begins_on=today(one.made_at)).words
