"""Accounts and roles. A regulator's role takes two administrators; nobody changes their own."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import Invitation, Organisation, RoleChange, User, UserRole
from kernel.outbox import send_mail
from kernel.permissions import OUTSIDE_ROLES, TRUST_ROLES, Role
from kernel.queries import system_user_id

INVITATION_LIFE = timedelta(days=7)


class NotOwnRoles(ActionRefused):
    """Nobody asks for, or decides, a change of their own roles."""


class SecondPersonNeeded(ActionRefused):
    """Who asked cannot be who decides."""


class WrongRoles(ActionRefused):
    """These roles do not go together, or not with this organisation."""


class AddressTaken(ActionRefused):
    """An account or an open invitation has this address."""


class InvitationOver(ActionRefused):
    """The invitation was used, withdrawn, never approved, or its time is up."""


def create_account(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Collection[Role],
    organisation: Organisation | None,
    at: datetime,
    is_service: bool = False,
) -> User:
    """Make an account that carries roles. Refuses roles that do not go with the organisation, and a taken address.

    Only for callers that have proved the right to it: an accepted invitation, or an empty installation.
    """
    require_roles_fit(roles=roles, organisation=organisation)
    with transaction.atomic():
        if User.objects.filter(email=email.strip().lower()).exists():
            raise AddressTaken("There is already an account with this e-mail address.")
        user = User(
            email=email.strip().lower(), name=name, organisation=organisation, is_service=is_service, created_at=at
        )
        user.set_password(password)
        user.save()
        for role in sorted(roles):
            UserRole.objects.create(user=user, role=role)
    return user


def require_roles_fit(*, roles: Collection[Role], organisation: Organisation | None) -> None:
    """Refuse roles of a trust without an organisation, and roles of staff together with those of outsiders."""
    given = set(roles)
    if not given:
        raise WrongRoles("Choose at least one role.")
    if given & TRUST_ROLES and organisation is None:
        raise WrongRoles("A trust’s user needs an organisation.")
    if organisation is not None and not given <= TRUST_ROLES:
        raise WrongRoles("Only trust roles go with an organisation.")
    if given & OUTSIDE_ROLES and given - OUTSIDE_ROLES:
        raise WrongRoles("An account for the regulator’s staff cannot carry a role for people outside it.")


@transaction.atomic
def invite(
    *, email: str, name: str, roles: Collection[Role], organisation: Organisation | None, by: User, at: datetime
) -> Invitation:
    """Ask for an account for somebody.

    A role at the regulator, or that of a trust's administrator, waits for a second administrator; a trust's
    own user or a manager is invited at once. Refuses an address that has an account or an open invitation.
    """
    require_roles_fit(roles=roles, organisation=organisation)
    address = email.strip().lower()
    open_already = Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None)
    for old in open_already.filter(expires_at__lte=at).select_for_update():
        old.withdrawn_at = at
        old.save(update_fields=["withdrawn_at"])
    if open_already.filter(expires_at__gt=at).exists() or User.objects.filter(email=address).exists():
        raise AddressTaken("There is already an account or an open invitation for this e-mail address.")
    code = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        name=name,
        organisation=organisation,
        roles=sorted(roles),
        digest=_digest(code),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LIFE,
    )
    if needs_second_person(roles):
        return invitation
    _send(invitation, code)
    return invitation


def needs_second_person(roles: Collection[str]) -> bool:
    """Whether a second administrator must agree: for every role but a trust's own user and a manager."""
    return not set(roles) <= {Role.TRUST_USER, Role.MANAGER}


@transaction.atomic
def approve_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """A second administrator agrees, and the invitation is sent. Its seven days begin now."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.invited_by_id == by.pk:
        raise SecondPersonNeeded("You sent this invitation. Another administrator must approve it.")
    if invitation.approved_at or invitation.withdrawn_at or invitation.accepted_at:
        raise InvitationOver("This invitation no longer waits for approval.")
    code = secrets.token_urlsafe(32)
    invitation.digest = _digest(code)
    invitation.approved_by, invitation.approved_at = by, at
    invitation.expires_at = at + INVITATION_LIFE
    invitation.save(update_fields=["digest", "approved_by", "approved_at", "expires_at"])
    _send(invitation, code)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, at: datetime) -> None:
    """Take an invitation back; its link stops working."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver("This invitation was already used or withdrawn.")
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])


def open_invitation(*, code: str, at: datetime) -> Invitation:
    """The invitation that a link's code opens. Refuses one that is over, never was, or waits for approval."""
    found = Invitation.objects.filter(
        digest=_digest(code), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).select_related("organisation")
    invitation = found.first()
    if invitation is None or (needs_second_person(invitation.roles) and invitation.approved_at is None):
        raise InvitationOver("This invitation is not open. Ask whoever invited you to send a new one.")
    return invitation


@transaction.atomic
def accept_invitation(*, code: str, name: str, password: str, at: datetime) -> tuple[User, Invitation]:
    """Make the account of who was invited, once."""
    invitation = open_invitation(code=code, at=at)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise InvitationOver("This invitation was already used. Sign in with the password you chose.")
    with acting(user=system_user_id(), reason="Invitation accepted"):
        user = create_account(
            email=invitation.email,
            name=name,
            password=password,
            roles=[Role(role) for role in invitation.roles],
            organisation=invitation.organisation,
            at=at,
        )
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
    return user, invitation


@transaction.atomic
def ask_role_change(*, user: User, roles: Collection[Role], reason: str, by: User, at: datetime) -> RoleChange:
    """Ask that an account carry exactly these roles. It changes nothing until a second administrator agrees."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise NotOwnRoles("You cannot change your own roles. Ask another administrator.")
    require_roles_fit(roles=roles, organisation=user.organisation)
    if set(roles) == user.roles:
        raise WrongRoles("The account already has exactly these roles.")
    if RoleChange.objects.filter(user=user, state=RoleChange.State.ASKED).exists():
        raise ActionRefused("A change of this account’s roles is already waiting. Decide that one first.")
    return RoleChange.objects.create(
        user=user,
        roles_before=sorted(user.roles),
        roles_after=sorted(roles),
        reason=reason,
        asked_by=by,
        asked_at=at,
    )


@transaction.atomic
def decide_role_change(*, change: RoleChange, approve: bool, by: User, at: datetime) -> RoleChange:
    """A second administrator agrees or refuses. Agreed roles hold from the user's next request."""
    change = RoleChange.objects.select_for_update().get(pk=change.pk)
    if change.state != RoleChange.State.ASKED:
        raise ActionRefused("This change was already decided.")
    if by.pk == change.asked_by_id:
        raise SecondPersonNeeded("You asked for this change. Another administrator must decide it.")
    if by.pk == change.user_id:
        raise NotOwnRoles("You cannot decide a change of your own roles.")
    change.state = RoleChange.State.APPROVED if approve else RoleChange.State.REFUSED
    change.decided_by, change.decided_at = by, at
    change.save(update_fields=["state", "decided_by", "decided_at"])
    if approve:
        _set_roles(user_id=change.user_id, roles=set(change.roles_after), reason=change.reason)
    return change


def _set_roles(*, user_id: int, roles: set[str], reason: str) -> None:
    with acting(reason=reason):
        granted = UserRole.objects.select_for_update().filter(user_id=user_id)
        had = {row.role for row in granted}
        granted.exclude(role__in=roles).delete()
        for role in sorted(roles - had):
            UserRole.objects.create(user_id=user_id, role=role)


@transaction.atomic
def deactivate(*, user: User, reason: str, by: User) -> User:
    """Close an account: it can do nothing from its next request on. What it did stays."""
    return _set_active(user, active=False, reason=reason, by=by)


@transaction.atomic
def reactivate(*, user: User, reason: str, by: User) -> User:
    """Open a closed account again, with the roles it has."""
    return _set_active(user, active=True, reason=reason, by=by)


def _set_active(user: User, *, active: bool, reason: str, by: User) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise ActionRefused("You cannot close or open your own account.")
    if user.is_active == active:
        raise ActionRefused("The account is already open." if active else "The account is already closed.")
    with acting(reason=reason):
        user.is_active = active
        user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Store a new password, in the user's own name."""
    with acting(user=user.pk, reason="Password changed"):
        user.set_password(password)
        user.save(update_fields=["password"])


def _send(invitation: Invitation, code: str) -> None:
    send_mail(
        to=invitation.email,
        subject="You are invited to the NHS Manager Register",
        template="invitation",
        context={"name": invitation.name, "code": code, "expires_at": invitation.expires_at},
    )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
