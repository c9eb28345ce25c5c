"""Accounts and roles. A regulator's role takes two administrators; nobody changes their own."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kernel.actions.attempts import begin_attempt, forget_attempts
from kernel.actions.security_events import Kind, record_security_event
from kernel.actions.sessions import end_sessions
from kernel.errors import ActionRefused, SecondPersonNeeded
from kernel.history import acting
from kernel.models import Organisation, RoleChange, User, UserRole
from kernel.outbox import send_mail
from kernel.permissions import OUTSIDE_ROLES, TRUST_ROLES, Role


class NotOwnRoles(ActionRefused):
    """Nobody asks for, or decides, a change of their own roles."""


class TooFewAdministrators(ActionRefused):
    """Fewer than two administrators would remain."""


class WrongRoles(ActionRefused):
    """These roles do not go together, or not with this organisation."""


class AddressTaken(ActionRefused):
    """An account or an open invitation has this address."""


class PasswordRefused(ActionRefused):
    """The new password is too easy to guess."""


class WrongPassword(ActionRefused):
    """The present password is not this one."""


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
    """Make an account that carries roles.

    Refuses roles that do not go with the organisation, a taken address and a weak password. Only for callers
    that have proved the right to it: an accepted invitation, or an empty installation.
    """
    require_roles_fit(roles=roles, organisation=organisation)
    user = User(email=email.strip().lower(), name=name, organisation=organisation, is_service=is_service, created_at=at)
    if password is not None:
        _require_strong(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
            for role in sorted(roles):
                UserRole.objects.create(user=user, role=role)
    except IntegrityError as taken:
        raise AddressTaken("There is already an account with this email address.") from taken
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
def ask_role_change(*, user: User, roles: Collection[Role], reason: str, by: User, at: datetime) -> RoleChange:
    """Ask that an account carry exactly these roles. It changes nothing until a second administrator agrees."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise NotOwnRoles("You cannot change your own roles. Ask another administrator.")
    require_roles_fit(roles=roles, organisation=user.organisation)
    if bool(user.roles & OUTSIDE_ROLES) != bool(set(roles) & OUTSIDE_ROLES):
        raise WrongRoles("An account of the regulator’s staff and one of somebody outside it cannot become each other.")
    if set(roles) == user.roles:
        raise WrongRoles("The account already has exactly these roles.")
    if RoleChange.objects.filter(user=user, state=RoleChange.State.ASKED).exists():
        raise ActionRefused("A change of this account’s roles is already waiting. Have that one decided first.")
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
    change = RoleChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
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
        if Role.ADMINISTRATOR not in change.roles_after:
            _require_two_administrators_without(change.user)
        _set_roles(user_id=change.user_id, roles=set(change.roles_after), reason=change.reason)
        tell(
            user=change.user,
            template="role_changed",
            context={"roles": [Role(role).words for role in change.roles_after]},
        )
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
    """Open a closed account again, with the roles it has. A trust cannot open what the regulator closed."""
    if by.is_trust_member:
        _require_closed_by(user, organisation_id=by.organisation_id)
    return _set_active(user, active=True, reason=reason, by=by)


def _require_closed_by(user: User, *, organisation_id: int | None) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    rows = user.history.order_by("-history_id")
    opened = rows.filter(is_active=True).values_list("history_id", flat=True).first()
    closings = rows.filter(is_active=False, history_id__gt=opened or 0).select_related("history_user")
    closing = closings.last()
    if closing is not None and closing.history_user.organisation_id != organisation_id:
        raise ActionRefused("The regulator closed this account. Write to the regulator to have it opened again.")


def _require_two_administrators_without(user: User) -> None:
    """With fewer than two, nothing could be approved any more, an invitation of another administrator least of all."""
    administrators = UserRole.objects.select_for_update(of=("self",)).filter(
        role=Role.ADMINISTRATOR, user__is_active=True
    )
    held_by = set(administrators.values_list("user_id", flat=True))
    if user.pk in held_by and len(held_by) < 3:
        raise TooFewAdministrators("Two administrators must remain. Invite another before this one goes.")


def _set_active(user: User, *, active: bool, reason: str, by: User) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise ActionRefused("You cannot close or open your own account.")
    if user.is_active == active:
        raise ActionRefused("The account is already open." if active else "The account is already closed.")
    if not active:
        _require_two_administrators_without(user)
    with acting(reason=reason):
        user.is_active = active
        user.save(update_fields=["is_active"])
    if not active:
        end_sessions(user=user)
    tell(user=user, template="account_opened" if active else "account_closed")
    return user


@transaction.atomic
def set_password(*, user: User, password: str) -> User:
    """Store a new password, in the user's own name, and tell them. Sessions under the old one end."""
    _require_strong(password, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    with acting(user=user.pk, reason="Password changed"):
        user.set_password(password)
        user.save(update_fields=["password"])
    end_sessions(user=user)
    record_security_event(kind=Kind.PASSWORD_CHANGED, user_id=user.pk)
    tell(user=user, template="password_changed")
    return user


def change_password(*, user: User, present: str, password: str, at: datetime) -> User:
    """A signed-in user chooses a new password. Refuses when the present one is not given rightly.

    Tries are counted: whoever came to a session that is not theirs could guess here. To be called outside a
    transaction, so that a refusal does not take its count back.
    """
    key = f"present:{user.pk}"
    begin_attempt(key=key, at=at)
    if not user.check_password(present):
        raise WrongPassword("Your present password is not correct. Type it again.")
    forget_attempts(key=key)
    return set_password(user=user, password=password)


def _require_strong(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordRefused(" ".join(weak.messages)) from weak


def tell(*, user: User, template: str, context: Mapping[str, object] | None = None) -> None:
    """Send an email about the account itself. The subject names neither the person nor what changed."""
    if not user.is_service:
        send_mail(
            to=user.email,
            subject="Your account on the NHS Manager Register has changed",
            template=template,
            context={"name": user.name, **(context or {})},
        )
