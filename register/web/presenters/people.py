"""A person's file as staff read it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from kernel.clocks import format_date, format_instant, today
from register.queries import PersonFile, PersonFound, Recorded
from register.rules import RegistrationStatus, Tier
from register.rules.standing import Standing
from register.web.presenters.registrations import registration_cells, registration_links
from register.web.presenters.timeline import events
from register.web.presenters.words import order_facts, period, status_cell

if TYPE_CHECKING:
    from register.models import CorrectionRequest, Person, Post, SpeakUpLead

GOOD = {"no_bar_recorded": "green", "not_barred_from_role": "yellow", "decision_not_in_effect": "yellow"}
BAD = {"barred": "red", "removed": "red", "suspended": "red", "restricted": "orange"}
EMPLOYABLE = {
    "not_prevented": "Nothing here prevents it",
    "conditional": "Only under conditions",
    "prevented": "Prevented",
    "cannot_say": "The register cannot say",
}


def person_rows(people: Iterable[PersonFound]) -> list[list[Any]]:
    """One row a person: name, number, date of birth."""
    return [
        [
            {"text": one.name, "href": reverse("register:person", args=[one.key])},
            one.number or "Never registered",
            format_date(one.date_of_birth),
        ]
        for one in people
    ]


def person_page(file: PersonFile, standings: Mapping[Tier, Standing], recorded: Iterable[Recorded]) -> dict[str, Any]:
    """The values of a person's page."""
    registration = standings[Tier.BOARD_DIRECTOR].registration
    return {
        "file": file,
        "person": file.person,
        "facts": _facts(file),
        "registration": _registration(file, standings[Tier.BOARD_DIRECTOR]),
        "registrations": registration_links(file.registrations),
        "is_registered": registration.status == RegistrationStatus.REGISTERED,
        "may_register": registration.status not in (RegistrationStatus.REGISTERED, RegistrationStatus.REMOVED),
        "posts": [_post(file, post) for post in reversed(file.posts)],
        "leads": [_lead(lead) for lead in reversed(file.leads)],
        "standings": [_standing(tier, found) for tier, found in standings.items()],
        "orders": [
            {"heading": one.order.kind.words, "facts": order_facts(one)}
            for one in standings[Tier.BOARD_DIRECTOR].orders
        ],
        "events": events(recorded),
    }


def _facts(file: PersonFile) -> list[Any]:
    others = [
        {"text": str(name), "sub": f"{name.get_kind_display()} {period(name)}".strip()}
        for name in file.names
        if name != file.legal_name
    ]
    rows: list[Any] = [
        {"key": "Name", "value": file.full_name, "data_test": "name"},
        {"key": "Date of birth", "value": format_date(file.birth_date.date_of_birth), "data_test": "date-of-birth"},
        {"key": "Email address", "value": file.email or "None recorded", "data_test": "email"},
        {"key": "National Insurance number", "value": "Recorded" if file.has_national_insurance else "None recorded"},
        {"key": "Own account", "value": _account(file.person), "data_test": "own-account"},
        {"key": "Reference", "value": file.person.reference or "None"},
    ]
    return [*rows[:1], *([{"key": "Other names", "value": others}] if others else []), *rows[1:]]


def _account(person: "Person") -> Any:
    if person.user:
        return person.user.email
    if person.open_invitation is None:
        return "None"
    return f"Invited on {format_date(today(person.open_invitation.invited_at))}, not accepted yet"


def _registration(file: PersonFile, found: Standing) -> list[Any]:
    spans = registration_cells(file.registrations)
    rows: list[Any] = [
        {
            "key": "Registration number",
            "value": file.person.registration_number or "None: never registered",
            "data_test": "number",
        },
        {"key": "Status", "value": status_cell(found.registration.status)},
    ]
    return [*rows, *([{"key": "Recorded", "value": spans}] if spans else [])]


def _post(file: PersonFile, post: "Post") -> dict[str, Any]:
    held = post in file.posts_now
    return {
        "pk": post.pk,
        "title": post.title,
        "is_held": held,
        "may_lead": held and post.tier == Tier.BOARD_DIRECTOR and file.person.registration_number,
        "facts": [
            ("Organisation", {"text": post.organisation.name, "sub": post.organisation.code}),
            ("Tier", Tier(post.tier).words),
            ("Held", period(post)),
            *([("Reports to", str(post.reports_to))] if post.reports_to else []),
        ],
    }


def _lead(lead: "SpeakUpLead") -> dict[str, Any]:
    return {
        "pk": lead.pk,
        "name": f"{lead} at {lead.organisation.name}",
        "held": period(lead),
        "is_open": lead.ends is None,
    }


def _standing(tier: Tier, found: Standing) -> list[Any]:
    outcome = found.outcome
    covering = [one for one in found.orders if one.covers_post or outcome.value in ("removed", "suspended")]
    because = ", ".join(f"{one.order.kind.words} ({one.order.source})" for one in covering)
    change = f"{format_instant(found.next_change.at)}" if found.next_change else "None known"
    return [
        tier.words,
        {
            "text": outcome.words,
            "tag": GOOD.get(outcome.value) or BAD.get(outcome.value) or "grey",
            "data_test": f"standing-{tier.value}",
        },
        {"text": EMPLOYABLE[found.employable_in_role.value], "sub": because},
        change,
    ]


def correction_rows(requests: Iterable["CorrectionRequest"]) -> list[list[Any]]:
    """One row a request: what about, who asked, and where it stands."""
    return [
        [
            {
                "text": request.get_subject_display().removeprefix("My ").capitalize(),
                "href": reverse("register:correction", args=[request.pk]),
                "hidden": f"asked by {request.asked_by.name}",
            },
            request.asked_by.name,
            format_instant(request.asked_at),
            {"text": request.get_status_display(), "tag": _colour(request.status)},
        ]
        for request in requests
    ]


def correction_page(request: "CorrectionRequest") -> list[Any]:
    """One request as rows of a summary list."""
    rows: list[Any] = [
        (
            "Person",
            {"text": request.asked_by.name, "href": reverse("register:person", args=[request.person.key])},
        ),
        ("About", request.get_subject_display().removeprefix("My ").capitalize()),
        ("Asked", format_instant(request.asked_at)),
        {
            "key": "State",
            "value": {"text": request.get_status_display(), "tag": _colour(request.status)},
            "data_test": "state",
        },
    ]
    if request.decided_by and request.decided_at:
        rows.append(("Decided", f"{format_instant(request.decided_at)} by {request.decided_by.name}"))
        rows.append(("Reason", request.decision_reason))
    return rows


def own_request(request: "CorrectionRequest") -> dict[str, Any]:
    """One's own request: what was asked, and what came of it."""
    rows = [row for row in correction_page(request) if not isinstance(row, tuple) or row[0] != "Person"]
    return {"heading": request.get_subject_display(), "facts": [("You asked", request.text), *rows[1:]]}


def _colour(status: str) -> str:
    return {"open": "blue", "accepted": "green"}.get(status, "grey")
