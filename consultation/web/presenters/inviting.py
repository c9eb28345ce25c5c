"""Who is invited to answer, in words."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse

from consultation.queries import stage
from consultation.queries.inviting import (
    InviteesSought,
    consultees_of,
    found_consultees,
    how_many,
    last_reminder,
    may_be_invited,
    may_be_reminded,
)
from consultation.rules.inviting import CONSULTEE, MOST_FAULTS, Listed, Standing, read_list, soonest
from consultation.web.forms.inviting import InviteesForm
from consultation.workflow import Status
from kernel.clocks import format_date, format_instant, today
from kernel.deadlines import shortest
from kernel.rulesets import rules_of
from kernel.tables import csv_lines
from kernel.web.presenters.messages import not_arrived

if TYPE_CHECKING:
    from consultation.models import Consultation, Consultee
    from kernel.files.examining import ExaminedTable

PER_PAGE: Final = 50
COLOURS: Final = {
    Standing.LISTED: "grey",
    Standing.INVITED: "blue",
    Standing.ANSWERED: "green",
    Standing.DECLINED: "yellow",
}
COLUMNS: Final = (
    "name",
    "respondent_type",
    "organisation_type",
    "region",
    "standing",
    "answered_by",
    "invited",
    "reminded",
    "reminders",
    "email",
)
NOTED: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.OPEN, Status.CLOSED})


def invited_page(held: "Consultation", query: QueryDict, *, at: datetime) -> dict[str, Any]:
    """The list with its counts, and what can be done now."""
    form = InviteesForm(query)
    found = found_consultees(consultation=held, sought=form.sought)
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    counts, now = how_many(consultation=held), stage(consultation=held, at=at)
    return {
        "consultation": held,
        "form": form,
        "is_filtered": form.sought != InviteesSought(),
        "page": page,
        "query": query,
        "counts": _counts(held, counts),
        "all": sum(counts[each] for each in Standing),
        "rows": [_row(held, each) for each in page],
        "may_list": now in (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.OPEN),
        "is_open": now == Status.OPEN,
        **mails(held, at=at),
    }


def _counts(held: "Consultation", counts: dict[str, int]) -> list[list[Any]]:
    here = reverse("consultation:invited", args=[held.slug])
    lines = [(str(each.label), counts[each], f"standing={each.value}") for each in Standing]
    lines += [
        ("No email address", counts["no_address"], "mail=none"),
        ("Want no more email", counts["stopped"], "mail=stopped"),
    ]
    return [[{"text": words, "href": f"{here}?{address}"}, f"{count:,}"] for words, count, address in lines]


def mails(held: "Consultation", *, at: datetime) -> dict[str, Any]:
    """To how many an invitation or a reminder would go now, and by which rule."""
    days, last = rules_of(held.rule_set).consultation_reminder_days, last_reminder(consultation=held)
    next_at = soonest(last=last, days=days) if last else at
    return {
        "to_invite": may_be_invited(consultation=held).count(),
        "to_remind": may_be_reminded(consultation=held, days=days, at=at).count() if next_at <= at else 0,
        "last": format_instant(last) if last else "",
        "next": format_instant(next_at) if next_at > at else "",
        "apart": shortest(rule_set=held.rule_set, parameter="consultation_reminder_days"),
    }


def _row(held: "Consultation", each: Any) -> list[Any]:
    kind = each.get_organisation_type_display() or each.get_respondent_type_display()
    return [
        {
            "text": each.name,
            "href": reverse("consultation:consultee", args=[held.slug, each.pk]),
            "sub": _mail(each),
            "data_test": "consultee",
        },
        {"text": kind, "sub": each.get_region_display()},
        {"text": each.get_standing_display(), "tag": COLOURS[Standing(each.standing)], "data_test": "standing"},
        _written(each),
    ]


def _mail(each: Any) -> str:
    if not each.email:
        return "No email address"
    return "Wants no more email" if each.is_stopped else each.email


def _written(each: "Consultee") -> str:
    if each.invited_at is None:
        return "–"
    told = f"Invited {format_date(today(each.invited_at))}"
    if each.reminded_at is None:
        return told
    times = "once" if each.reminders == 1 else f"{each.reminders} times"
    return f"{told}; reminded {times}, last {format_date(today(each.reminded_at))}"


def consultee_page(held: "Consultation", pk: int, *, at: datetime) -> dict[str, Any] | None:
    """One of the list: what is known, and what can be noted; None where there is none."""
    each = consultees_of(consultation=held).filter(pk=pk).first()
    if each is None:
        return None
    allowed = CONSULTEE.allowed(each.standing) if _is_noted(held, at) else set()
    return {
        "consultation": held,
        "consultee": each,
        "facts": _facts(each),
        "undelivered": not_arrived(noun="consultation.consultee", reference=str(each.pk)),
        "may_change": _is_noted(held, at),
        "may_note": bool(allowed),
        "may_remove": _is_noted(held, at) and each.standing == Standing.LISTED,
    }


def _is_noted(held: "Consultation", at: datetime) -> bool:
    return stage(consultation=held, at=at) in NOTED


def _facts(each: Any) -> list[Any]:
    return [
        {
            "key": "How they stand",
            "value": {"text": each.get_standing_display(), "tag": COLOURS[Standing(each.standing)]},
            "data_test": "standing",
        },
        *([("How they answered", each.get_answered_by_display())] if each.answered_by else []),
        ("As what they answer", each.get_respondent_type_display()),
        ("Type of organisation", each.get_organisation_type_display() or "Not known"),
        ("Region", each.get_region_display() or "Not known"),
        ("Email", _mail(each)),
        ("Emails", _written(each)),
        *([("Note", each.note)] if each.note else []),
    ]


def read_table(table: "ExaminedTable") -> Listed:
    """Whom a file names."""
    return read_list(table.headings, [json.loads(row) for row in table.rows])


def fault_rows(listed: Listed) -> list[list[str]]:
    """What is wrong with which rows; no more than can be mended in one go."""
    return [[f"{number:,}", fault] for number, fault in listed.faults[:MOST_FAULTS]]


def invited_csv(held: "Consultation", query: QueryDict) -> bytes:
    """Those who are shown, as a file that runs nothing in a spreadsheet program."""
    found = found_consultees(consultation=held, sought=InviteesForm(query).sought)
    return b"".join(csv_lines(_lines(found), columns=COLUMNS))


def _lines(found: Any) -> Iterator[dict[str, Any]]:
    for each in found:
        yield {
            "name": each.name,
            "respondent_type": each.get_respondent_type_display(),
            "organisation_type": each.get_organisation_type_display(),
            "region": each.get_region_display(),
            "standing": each.get_standing_display(),
            "answered_by": each.get_answered_by_display(),
            "invited": each.invited_at.date().isoformat() if each.invited_at else "",
            "reminded": each.reminded_at.date().isoformat() if each.reminded_at else "",
            "reminders": each.reminders,
            "email": "" if each.is_stopped else each.email,
        }
