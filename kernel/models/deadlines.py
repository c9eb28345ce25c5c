"""An override of a deadline: asked for by one person, decided on by another, and only ever longer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kernel.models.record import Record


class ExtensionStatus(models.TextChoices):
    """Where a request for more time stands."""

    ASKED = "asked", "Waiting for a second person"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


class Extension(Record):
    """More time than the rules give: from `due_at` to `until_at`. Each app's own names what it is about."""

    personal = ("reason", "decision_reason")

    due_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = models.TextField()
    status = models.TextField(choices=ExtensionStatus.choices, default=ExtensionStatus.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(until_at__gt=F("due_at")), name="%(class)s_only_longer"),
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_has_its_reason"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="%(class)s_two_people"),
            models.CheckConstraint(
                condition=Q(status=ExtensionStatus.ASKED, decided_by=None, decided_at=None)
                | Q(
                    status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decision_reason=""),
                name="%(class)s_decision_is_whole",
            ),
        ]
