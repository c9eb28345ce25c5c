"""Sealed identities, in words: never what is sealed, and nothing of the matter."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.identities import Fact, Identity, Mode
from kernel.clocks import format_instant
from kernel.permissions import can

if TYPE_CHECKING:
    from conduct.models import IdentityRequest, ReporterIdentity
    from kernel.models import User

COLOURS = {"asked": "blue", "approved": "green", "refused": "grey", "called": "purple", "expired": "grey"}


def held(identity: "ReporterIdentity") -> str:
    """Which facts are sealed."""
    return ", ".join(Fact(fact).label.lower() for fact in identity.holds).capitalize()


def identity_rows(identities: "list[ReporterIdentity]") -> list[list[Any]]:
    """The list of what is sealed."""
    return [
        [
            {"text": f"Concern {one.concern_id}", "href": reverse("conduct:identity", args=[one.concern_id])},
            Mode(one.concern.mode).words,
            held(one),
            format_instant(one.at),
        ]
        for one in identities
    ]


def waiting_rows(requests: "list[IdentityRequest]") -> list[list[Any]]:
    """What waits for this custodian."""
    return [
        [
            {
                "text": f"Concern {one.identity.concern_id}",
                "href": reverse("conduct:identity", args=[one.identity.concern_id]),
            },
            one.asked_by.name,
            format_instant(one.asked_at),
            {"text": one.get_status_display(), "tag": COLOURS[one.status]},
        ]
        for one in requests
    ]


def identity_page(identity: "ReporterIdentity", *, user: "User", at: datetime) -> dict[str, Any]:
    """One identity: what is sealed, and who asked for it, decided on it and was shown it."""
    requests = list(queries.identity_requests(identity=identity))
    is_open = any(queries.request_status(request=one, at=at) in ("asked", "approved") for one in requests)
    return {
        "number": identity.concern_id,
        "facts": [
            ("Raised", Mode(identity.concern.mode).words),
            ("Sealed", held(identity)),
            ("Since", format_instant(identity.at)),
        ],
        "may_ask": can(user, Permission.IDENTITY_ASK) and not is_open,
        "notes": [
            {"heading": "Note", "at": note.at, "by": note.by.name, "text": note.text}
            for note in queries.notes_for_custodians(concern=identity.concern, user=user)
        ],
        "requests": [_request(one, user=user, at=at) for one in requests],
    }


def request_facts(request: "IdentityRequest") -> list[tuple[str, str]]:
    """Who asked for it, and why."""
    return [
        ("Ground", request.get_ground_display()),
        ("Asked for by", f"{request.asked_by.name}, {format_instant(request.asked_at)}"),
        ("Why", request.reason),
    ]


def _request(request: "IdentityRequest", *, user: "User", at: datetime) -> dict[str, Any]:
    status = queries.request_status(request=request, at=at)
    facts = request_facts(request)
    if request.decided_by and request.decided_at:
        facts += [
            ("Decided by", f"{request.decided_by.name}, {format_instant(request.decided_at)}"),
            ("Reason of the decision", request.decision_reason),
        ]
    if (approval := queries.approval_until(request=request)) is not None:
        facts.append(
            (
                "Approval",
                f"{'Ran out' if status == 'expired' else 'Holds until'} {format_instant(approval[0])}: {approval[1]}",
            )
        )
    opening = getattr(request, "opening", None)
    if opening is not None:
        facts.append(("Opened", f"{format_instant(opening.at)}. The reporter was told"))
    is_mine = request.asked_by_id == user.pk
    return {
        "pk": request.pk,
        "stage": {"text": str(status.label), "tag": COLOURS[status]},
        "facts": facts,
        "may_decide": request.status == "asked" and not is_mine and can(user, Permission.IDENTITY_DECIDE),
        "may_open": status == "approved" and is_mine and can(user, Permission.IDENTITY_OPEN),
    }


def opened(identity: Identity) -> list[tuple[str, str]]:
    """What was sealed, for the one page that shows it."""
    return [(fact.label, getattr(identity, fact.value)) for fact in Fact if getattr(identity, fact.value)]
