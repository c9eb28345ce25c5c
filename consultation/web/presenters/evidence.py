"""What people said together, in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from consultation.permissions import Permission
from consultation.queries import stage
from consultation.queries.evidence import counted_apart, evidence_of
from consultation.rules.evidence import EvidenceKind
from consultation.workflow import Status
from kernel.clocks import format_date, format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from consultation.models import Consultation, Evidence
    from kernel.models import User


def evidence_page(held: "Consultation", *, user: "User", at: datetime) -> dict[str, Any]:
    """All of it, and how many people there were of each kind without those of what is struck out."""
    sums = counted_apart(consultation=held)
    may_enter = can(user, Permission.RESPONSE_ENTER) and stage(consultation=held, at=at) in (Status.OPEN, Status.CLOSED)
    return {
        "consultation": held,
        "may_enter": may_enter,
        "rows": [
            [kind.label, *(f"{number:,}" for number in sums[kind.value])] for kind in EvidenceKind if kind.value in sums
        ],
        "evidence": [_one(held, each, may_enter=may_enter) for each in evidence_of(consultation=held)],
    }


def _one(held: "Consultation", each: "Evidence", *, may_enter: bool) -> dict[str, Any]:
    struck = getattr(each, "struck", None)
    people = "1 person" if each.people == 1 else f"{each.people:,} people"
    return {
        "title": each.title,
        "facts": [
            ("Kind", EvidenceKind(each.kind).label),
            ("Signed or took part", people),
            ("Received or held", format_date(each.received_on)),
            ("Kept by", f"{each.by.name}, {format_instant(each.at)}"),
        ],
        "text": each.text,
        "struck": f"Struck out by {struck.by.name}, {format_instant(struck.at)}: {struck.reason}" if struck else "",
        "strike": reverse("consultation:strike_evidence", args=[held.slug, each.pk])
        if may_enter and not struck
        else "",
    }
