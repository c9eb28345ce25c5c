"""Reads of the kernel's own tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.db.models import Q, QuerySet

from kernel.models import Invitation, Organisation, OutboxMessage, RoleChange, RuleSet, User
from kernel.permissions import TRUST_ROLES, Role

SYSTEM_EMAIL = "system@manager-register.invalid"


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for somebody: what, where to do it, and by when."""

    text: str
    href_name: str
    href_kwargs: Mapping[str, object] = field(default_factory=dict)
    due_at: datetime | None = None


@cache
def system_user_id() -> int:
    """The account in whose name the system itself acts."""
    return User.objects.values_list("pk", flat=True).get(is_system=True)


def system_user() -> User:
    """The system's own account."""
    return User.objects.get(is_system=True)


def users() -> QuerySet[User]:
    """Every person's account, with roles and organisation, by name. Not the system's, nor trusts' programs'."""
    people = User.objects.filter(is_system=False, is_service=False)
    return people.select_related("organisation").prefetch_related("granted").order_by("name", "pk")


def find_users(*, text: str = "", role: str = "") -> QuerySet[User]:
    """Accounts whose name, address or organisation contains `text`, with a role if given."""
    found = users()
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(email__icontains=text) | Q(organisation__name__icontains=text)
        )
    return found.filter(granted__role=role) if role else found


def users_with_role(role: Role) -> QuerySet[User]:
    """Active accounts that carry a role, for lists to assign from."""
    return users().filter(is_active=True, granted__role=role.value)


def trust_users_of(*, organisation_id: int) -> QuerySet[User]:
    """The accounts of one organisation, for its own administrator."""
    return users().filter(organisation_id=organisation_id, granted__role__in=list(TRUST_ROLES)).distinct()


def open_role_changes() -> QuerySet[RoleChange]:
    """Role changes that wait for a second administrator, oldest first."""
    waiting = RoleChange.objects.filter(state=RoleChange.State.ASKED)
    return waiting.select_related("user", "asked_by").order_by("asked_at")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations neither accepted nor withdrawn, newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return waiting.select_related("organisation", "invited_by", "approved_by").order_by("-invited_at")


def organisations(*, text: str = "", organisation_class: str = "", open_on: date | None = None) -> QuerySet[Organisation]:
    """Organisations by code or part of the name, of a class, open on a day; by name."""
    found = Organisation.objects.all()
    if text:
        found = found.filter(Q(code=text.strip().upper()) | Q(name__icontains=text.strip()))
    if organisation_class:
        found = found.filter(organisation_class=organisation_class)
    if open_on:
        found = found.filter(Q(closed_on=None) | Q(closed_on__gte=open_on))
    return found


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation of an ODS code, in any case; None if there is none."""
    return Organisation.objects.filter(code=code.strip().upper()).first()


def rule_sets() -> QuerySet[RuleSet]:
    """Every version, newest first."""
    return RuleSet.objects.order_by("-during")


def oldest_unsent() -> OutboxMessage | None:
    """The message that has waited longest, for health reports."""
    return OutboxMessage.objects.filter(sent_at=None).order_by("written_at").first()


