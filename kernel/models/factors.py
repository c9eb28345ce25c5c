"""Second factors: what somebody has besides the password, the codes that were used, and those for an emergency."""

from django.db import models
from django.db.models import Q

from kernel.models.accounts import User
from kernel.models.record import AppendOnly, Record


class SecondFactor(Record):
    """An authenticator app or a passkey. Taken away it stays as a row, with its secret wiped.

    `secret` is sealed under a key outside the database: an app's secret, or a passkey's credential. `handle` is the
    credential's id, by which a passkey is found; `uses` is the passkey's own count, which never goes back.
    """

    history_leaves_out = ("secret",)
    personal = ("name", "handle")

    class Kind(models.TextChoices):
        APP = "app", "Authenticator app"
        PASSKEY = "passkey", "Passkey"

    user = models.ForeignKey(User, models.PROTECT, related_name="factors")
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    secret = models.TextField()
    handle = models.TextField(null=True, unique=True)
    uses = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="app", removed_at=None), name="secondfactor_one_app"
            ),
            models.CheckConstraint(
                condition=Q(kind="app", handle=None) | Q(kind="passkey", handle__isnull=False),
                name="secondfactor_passkey_has_handle",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) & ~Q(secret="") | Q(removed_at__isnull=False, secret=""),
                name="secondfactor_removed_is_wiped",
            ),
        ]


class UsedCode(AppendOnly):
    """A one-time code that was taken: the step of time that it stands for. A second row for it is refused."""

    factor = models.ForeignKey(SecondFactor, models.PROTECT, related_name="used_codes")
    step = models.BigIntegerField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "step"], name="usedcode_once")]


class RecoveryCode(Record):
    """A code for whoever has lost every second factor. Each works once; kept as a keyed hash only."""

    history_leaves_out = ("digest",)
    deletable = True

    user = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes")
    digest = models.TextField(unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
