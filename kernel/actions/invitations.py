"""Invitations to have an account. For most roles a second administrator must agree before one is sent."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kernel.actions.accounts import AddressTaken, WrongRoles, create_account, require_roles_fit
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.models import Invitation, Organisation, User
from kernel.outbox import send_mail
from kernel.permissions import Role
from kernel.queries import system_user_id

INVITATION_LIFE = timedelta(days=7)
TAKEN = "There is already an account or an open invitation for this email address."
OWN_TAKEN = "Somebody at your organisation has an account with this email address already."
OWN_INVITED = "Your organisation has invited this email address already."


class ApproverAsked(ActionRefused):
    """Who invited cannot be who approves."""


class InvitationOver(ActionRefused):
    """The invitation was used, withdrawn, never approved, or its time is up."""


@transaction.atomic
def invite(
    *, email: str, name: str, roles: Collection[Role], organisation: Organisation | None, by: User, at: datetime
) -> Invitation:
    """Ask for an account for somebody.

    A role at the regulator, or that of a trust's administrator, waits for a second administrator; a trust's
    own user or a manager is invited at once. Refuses an address that has an account or an open invitation, and
    a trust's administrator who would invite to anything but use of their own organisation's account.

    A trust's administrator learns of their own organisation's accounts and invitations only. Of an address that has an
    account elsewhere they are told what they would be of any other, and its owner gets a letter without a link.
    """
    require_roles_fit(roles=roles, organisation=organisation)
    _require_own_trust(roles, organisation, by)
    address = email.strip().lower()
    _withdraw_expired(address, at=at)
    has_account = _has_account(address, by=by)
    code = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
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
    except IntegrityError as taken:
        raise AddressTaken(OWN_INVITED if by.is_trust_member else TAKEN) from taken
    if not invitation.needs_second_person:
        _send(invitation, code, template="invitation_elsewhere" if has_account else "invitation")
    return invitation


def invite_outsider(*, email: str, name: str, role: Role, by: User, at: datetime) -> bool:
    """Invite somebody on the word of a person who is no member of staff, in that person's transaction.

    False where the address has an account or an open invitation, which that person is not told of.
    """
    with acting(tenant=ALL):
        try:
            with transaction.atomic():
                invite(email=email, name=name, roles=[role], organisation=None, by=by, at=at)
        except AddressTaken:
            return False
    return True


def _has_account(address: str, *, by: User) -> bool:
    """Whether the address has an account. Refuses one that has, to whoever may know of it."""
    account = User.objects.filter(email=address).first()
    if by.is_trust_member:
        if account is not None and account.organisation_id == by.organisation_id:
            raise AddressTaken(OWN_TAKEN)
        return account is not None
    invited = Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None)
    if account is not None or invited.exists():
        raise AddressTaken(TAKEN)
    return False


def _require_own_trust(roles: Collection[Role], organisation: Organisation | None, by: User) -> None:
    if by.is_trust_member and (set(roles) != {Role.TRUST_USER} or organisation != by.organisation):
        raise WrongRoles("You can invite users of your own organisation only.")


def _withdraw_expired(address: str, *, at: datetime) -> None:
    expired = Invitation.objects.filter(email=address, accepted_at=None, withdrawn_at=None, expires_at__lte=at)
    for old in expired.select_for_update():
        old.withdrawn_at = at
        old.save(update_fields=["withdrawn_at"])


@transaction.atomic
def approve_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """A second administrator agrees, and the invitation is sent. Its seven days begin now."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.invited_by_id == by.pk:
        raise ApproverAsked("You asked for this invitation. Another administrator must approve it.")
    if not invitation.waits_for_approval or invitation.withdrawn_at or invitation.accepted_at:
        raise InvitationOver("This invitation no longer waits for approval.")
    code = secrets.token_urlsafe(32)
    invitation.digest = _digest(code)
    invitation.approved_by, invitation.approved_at = by, at
    invitation.expires_at = at + INVITATION_LIFE
    invitation.save(update_fields=["digest", "approved_by", "approved_at", "expires_at"])
    _send(invitation, code)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, at: datetime) -> Invitation:
    """Take an invitation back; its link stops working."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver("This invitation was already used or withdrawn.")
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


def open_invitation(*, code: str, at: datetime, lock: bool = False) -> Invitation:
    """The invitation that a link's code opens. Refuses one that is over, never was, or waits for approval."""
    found = Invitation.objects.filter(
        digest=_digest(code), accepted_at=None, withdrawn_at=None, expires_at__gt=at
    ).select_related("organisation")
    with acting(tenant=ALL):  # whoever holds the code may open it, and has no account yet
        invitation = (found.select_for_update(of=("self",)) if lock else found).first()
    if invitation is None or invitation.waits_for_approval:
        raise InvitationOver("This invitation is not open. Ask whoever invited you to send a new one.")
    return invitation


@transaction.atomic
def accept_invitation(*, code: str, name: str, password: str, at: datetime) -> tuple[User, Invitation]:
    """Make the account of who was invited, once. Refuses a weak password."""
    invitation = open_invitation(code=code, at=at, lock=True)
    with acting(user=system_user_id(), tenant=ALL, reason="Invitation accepted"):
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


def _send(invitation: Invitation, code: str, *, template: str = "invitation") -> None:
    send_mail(
        to=invitation.email,
        subject="You are invited to the NHS Manager Register",
        template=template,
        context={"invitation": invitation, "code": code, "roles": [Role(role).words for role in invitation.roles]},
    )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
