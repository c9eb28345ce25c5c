"""What the kernel's pages show, in words: rows for tables, facts for lists, events for timelines."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from kernel.clocks import format_date, format_instant
from kernel.permissions import OUTSIDE_ROLES, STAFF_ROLES, TRUST_ROLES, Role
from kernel.queries import ORGANISATION_CLASSES, Change, changes_of, invitation_of, organisation_name, role_changes_of

if TYPE_CHECKING:
    from kernel.models import Invitation, Organisation, RoleChange, User

CLASSES = dict(ORGANISATION_CLASSES)
NOT_GIVEN = "Not given"

# As the ODS publishes them.
REGIONS = {
    "Y56": "London",
    "Y58": "South West",
    "Y59": "South East",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y62": "North West",
    "Y63": "North East and Yorkshire",
    "W00": "Wales",
}

ORGANISATION_FIELDS = {
    "code": "Code",
    "name": "Name",
    "organisation_class": "Class",
    "region": "Region",
    "integrated_care_board": "Integrated care board",
    "address": "Address",
    "postcode": "Postcode",
    "opened_on": "Opened on",
    "closed_on": "Closed on",
    "successor": "Went into",
}


def in_words(roles: Iterable[str]) -> str:
    """Roles in the order of the enum: "Registrar, Caseworker"."""
    given = set(roles)
    return ", ".join(role.words for role in Role if role in given) or "No role"


def roles_to_choose_from(user: "User") -> frozenset[Role]:
    """The roles that a change may give: of the same kind as those an account has. A manager's cannot change."""
    if user.organisation_id is not None:
        return TRUST_ROLES
    return frozenset() if user.roles & OUTSIDE_ROLES else STAFF_ROLES


def account_state(user: "User") -> dict[str, Any]:
    return {"text": "Open", "tag": "green"} if user.is_active else {"text": "Closed", "tag": "grey"}


def account_rows(users: Iterable["User"]) -> list[list[Any]]:
    return [
        [
            {"text": user.name, "href": reverse("kernel:account", args=[user.pk]), "sub": user.email},
            in_words(user.roles),
            user.organisation.name if user.organisation else "None",
            account_state(user),
        ]
        for user in users
    ]


def account_facts(user: "User") -> list[Any]:
    return [
        ("Email address", user.email),
        ("Organisation", user.organisation.name if user.organisation else "None"),
        {"key": "Roles", "value": in_words(user.roles), "data_test": "roles"},
        {"key": "State", "value": account_state(user), "data_test": "state"},
        ("Made on", format_instant(user.created_at)),
    ]


def account_events(user: "User") -> list[dict[str, Any]]:
    """How an account came to be as it is: made, its roles changed, closed and opened; newest first."""
    events = [event for change in changes_of(user) for event in _account_change(change, user)]
    for change in role_changes_of(user):
        events += _role_change_events(change)
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _account_change(change: Change, user: "User") -> list[dict[str, Any]]:
    if change.made:
        invitation = invitation_of(user)
        text = "By invitation from " + _two(invitation.invited_by, invitation.approved_by) if invitation else ""
        return [{"heading": "Account made", "at": change.at, "by": change.by, "text": text or change.reason}]
    if "is_active" not in change.fields:
        return []
    opened = change.fields["is_active"][1]
    heading = "Account opened again" if opened else "Account closed"
    return [{"heading": heading, "at": change.at, "by": change.by, "text": change.reason}]


def _two(first: "User", second: "User | None") -> str:
    return f"{first.name}, approved by {second.name}" if second else first.name


def _role_change_events(change: "RoleChange") -> list[dict[str, Any]]:
    words = f"From: {in_words(change.roles_before)}\nTo: {in_words(change.roles_after)}"
    asked = {
        "heading": "Change of roles asked for",
        "at": change.asked_at,
        "by": change.asked_by.name,
        "text": f"{words}\n\n{change.reason}",
    }
    if change.decided_by is None:
        return [asked]
    heading = f"Change of roles {change.get_state_display().lower()}"
    return [asked, {"heading": heading, "at": change.decided_at, "by": change.decided_by.name, "text": words}]


def role_change_rows(changes: Iterable["RoleChange"]) -> list[list[Any]]:
    return [
        [
            {
                "text": change.user.name,
                "href": reverse("kernel:role_change", args=[change.pk]),
                "sub": change.user.email,
            },
            in_words(change.roles_before),
            in_words(change.roles_after),
            {"text": change.asked_by.name, "sub": format_instant(change.asked_at)},
            {"text": _state(change), "tag": True},
        ]
        for change in changes
    ]


def _state(change: "RoleChange") -> str:
    return "Waiting" if change.decided_at is None else change.get_state_display()


def role_change_facts(change: "RoleChange") -> list[Any]:
    facts = [
        ("Account", {"text": change.user.name, "href": reverse("kernel:account", args=[change.user_id])}),
        ("Roles now" if change.decided_at is None else "Roles before", in_words(change.roles_before)),
        ("Roles asked for", in_words(change.roles_after)),
        ("Reason", change.reason),
        ("Asked for by", f"{change.asked_by.name}, {format_instant(change.asked_at)}"),
        {"key": "State", "value": {"text": _state(change), "tag": True}, "data_test": "state"},
    ]
    if change.decided_by and change.decided_at:
        facts.append(("Decided by", f"{change.decided_by.name}, {format_instant(change.decided_at)}"))
    return facts


def invitation_state(invitation: "Invitation", *, expired: bool) -> str:
    if invitation.accepted_at:
        return "Accepted"
    if invitation.withdrawn_at:
        return "Withdrawn"
    if invitation.waits_for_approval:
        return "Waiting"
    return "Run out" if expired else "Sent"


def invitation_rows(invitations: Iterable["Invitation"], *, at: Any, route: str) -> list[list[Any]]:
    return [
        [
            {"text": invitation.name, "href": reverse(route, args=[invitation.pk]), "sub": invitation.email},
            in_words(invitation.roles),
            invitation.organisation.name if invitation.organisation else "None",
            {"text": invitation.invited_by.name, "sub": format_instant(invitation.invited_at)},
            {"text": invitation_state(invitation, expired=invitation.expires_at <= at), "tag": True},
        ]
        for invitation in invitations
    ]


def invitation_facts(invitation: "Invitation", *, at: Any) -> list[Any]:
    state = invitation_state(invitation, expired=invitation.expires_at <= at)
    facts = [
        ("Email address", invitation.email),
        ("Roles", in_words(invitation.roles)),
        ("Organisation", invitation.organisation.name if invitation.organisation else "None"),
        ("Asked for by", f"{invitation.invited_by.name}, {format_instant(invitation.invited_at)}"),
        {"key": "State", "value": {"text": state, "tag": True}, "data_test": "state"},
    ]
    if invitation.approved_by and invitation.approved_at:
        facts.append(("Approved by", f"{invitation.approved_by.name}, {format_instant(invitation.approved_at)}"))
    if state == "Sent":
        facts.append(("The link works until", format_instant(invitation.expires_at)))
    return facts


def trust_user_rows(users: Iterable["User"], *, own: int) -> list[list[Any]]:
    """The users of one organisation; who looks at the list cannot close their own account."""
    return [
        [
            {"text": user.name, "href": reverse("kernel:trust_user", args=[user.pk]), "sub": user.email}
            if user.pk != own
            else {"text": f"{user.name} (you)", "sub": user.email},
            in_words(user.roles),
            account_state(user),
        ]
        for user in users
    ]


def organisation_state(organisation: "Organisation", day: date) -> dict[str, Any]:
    return {"text": "Open", "tag": "green"} if organisation.is_open_on(day) else {"text": "Closed", "tag": "grey"}


def organisation_rows(organisations: Iterable["Organisation"], *, day: date) -> list[list[Any]]:
    return [
        [
            {"text": organisation.name, "href": reverse("kernel:organisation", args=[organisation.code])},
            organisation.code,
            CLASSES[organisation.organisation_class],
            organisation_state(organisation, day),
        ]
        for organisation in organisations
    ]


def organisation_facts(organisation: "Organisation", *, day: date) -> list[Any]:
    facts: list[Any] = [
        (label, organisation_value(field, getattr(organisation, field)))
        for field, label in ORGANISATION_FIELDS.items()
        if field != "name" and (field not in ("closed_on", "successor") or getattr(organisation, field))
    ]
    return [*facts, {"key": "State", "value": organisation_state(organisation, day), "data_test": "state"}]


def organisation_value(field: str, value: Any) -> str:
    """A value of an organisation as a page says it."""
    if field == "organisation_class":
        return CLASSES[value]
    if field == "region" and value in REGIONS:
        return f"{REGIONS[value]} ({value})"
    if isinstance(value, date):
        return format_date(value)
    if field == "successor" and isinstance(value, int):  # as history keeps it
        return organisation_name(value)
    return str(value) if value else NOT_GIVEN


def organisation_events(organisation: "Organisation") -> list[dict[str, Any]]:
    """The history of an organisation in words, newest first."""
    return [
        {
            "heading": "Entered" if change.made else "Closed" if _closes(change) else "Changed",
            "at": change.at,
            "by": change.by,
            "text": _differences(change),
        }
        for change in changes_of(organisation)
    ]


def _closes(change: Change) -> bool:
    before, after = change.fields.get("closed_on", (None, None))
    return before is None and after is not None


def _differences(change: Change) -> str:
    lines = [
        f"{ORGANISATION_FIELDS[field]}: {organisation_value(field, old)} became {organisation_value(field, new)}"
        for field, (old, new) in change.fields.items()
    ]
    return "\n\n".join(part for part in ("\n".join(lines), change.reason) if part)
