"""Accounts, their roles, invitations to have one, and the changes of roles that two people make."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from kernel.models.organisations import Organisation
from kernel.models.record import Record
from kernel.permissions import STAFF_ROLES, TRUST_ROLES, Role

ROLE_CHOICES = [(role.value, role.words) for role in Role]


class UserManager(BaseUserManager["User"]):
    """Finds an account by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(Record, AbstractBaseUser):
    """An account: a person's, a trust system's (`is_service`), or this system's own (`is_system`)."""

    history_leaves_out = ("password",)
    without_tenant = "read to find out who signs in, before it is known for which organisation"
    personal = ("email", "name")

    email = models.EmailField(max_length=254, unique=True)
    name = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="users")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_service = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    last_login = None
    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.UniqueConstraint(fields=["is_system"], condition=Q(is_system=True), name="user_one_system"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles granted, read once a request; a change holds from the next one."""
        return frozenset(Role(row.role) for row in self.granted.all())

    @property
    def is_staff_member(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    @property
    def is_trust_member(self) -> bool:
        return bool(self.roles & TRUST_ROLES)

    @property
    def must_have_second_factor(self) -> bool:
        """Everybody who sees more than their own entry: staff, trusts' users, and whoever represents a manager."""
        return self.is_staff_member or self.is_trust_member or Role.REPRESENTATIVE in self.roles

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; see `kernel.permissions.can`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class UserRole(Record):
    """A role that an account carries now. Who gave it, and on whose approval, is in `RoleChange`."""

    deletable = True

    user = models.ForeignKey(User, models.PROTECT, related_name="granted")
    role = models.TextField(choices=ROLE_CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="userrole_once"),
            models.CheckConstraint(condition=Q(role__in=[r.value for r in Role]), name="userrole_is_known"),
        ]


class RoleChange(Record):
    """One administrator asks for roles to be what they are not; another decides. Nobody decides their own."""

    personal = ("reason",)

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for a second administrator"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    user = models.ForeignKey(User, models.PROTECT, related_name="role_changes")
    roles_before = ArrayField(models.TextField(choices=ROLE_CHOICES))
    roles_after = ArrayField(models.TextField(choices=ROLE_CHOICES))
    reason = models.TextField()
    state = models.TextField(choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="rolechange_two_people"),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="rolechange_not_own_asked"),
            models.CheckConstraint(condition=~Q(decided_by=F("user")), name="rolechange_not_own_decided"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, decided_at=None)
                | Q(~Q(state="asked"), decided_by__isnull=False, decided_at__isnull=False),
                name="rolechange_decision_is_whole",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(state="asked"), name="rolechange_one_open"),
        ]


class Invitation(Record):
    """An address invited to have an account. The link's secret is kept as a digest only.

    Each organisation may have one open for an address, and knows of no other's.
    """

    history_leaves_out = ("digest",)
    tenant = "organisation"
    personal = ("email", "name")

    email = models.EmailField(max_length=254)
    name = models.TextField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    roles = ArrayField(models.TextField(choices=ROLE_CHOICES))
    digest = models.TextField(unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(approved_by=F("invited_by")), name="invitation_two_people"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="invitation_approval_is_whole",
            ),
            models.UniqueConstraint(
                fields=["email", "organisation"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_one_open",
            ),
        ]

    @property
    def needs_second_person(self) -> bool:
        """Whether a second administrator must agree: not for a trust's own user, a manager, or whom one names."""
        return not set(self.roles) <= {Role.TRUST_USER, Role.MANAGER, Role.REPRESENTATIVE}

    @property
    def waits_for_approval(self) -> bool:
        return self.needs_second_person and self.approved_at is None
