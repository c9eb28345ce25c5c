"""What a manager asks about a check of theirs, and why one is not shown to them for a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from barring.models.checks import Check
from kernel.models import Record


class CheckQuery(Record):
    """A manager asks the regulator about a check that names them. It is answered once."""

    without_tenant = "it is between the manager and the regulator; the organisation learns nothing of it"
    personal = ("text", "answer")

    check_asked = models.ForeignKey(Check, models.PROTECT, related_name="queries")
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="checkquery_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="checkquery_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")), name="checkquery_not_own"
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(answered_at=None), name="checkquery_open")]

    def __str__(self) -> str:
        return f"query {self.pk}"


class CheckDelay(Record):
    """A check that its subject is not shown until an instant, for a reason in law, by two people."""

    without_tenant = "the regulator alone decides on it and reads it"
    personal = ("reason",)

    check_asked = models.ForeignKey(Check, models.PROTECT, related_name="delays")
    reason = models.TextField()
    until = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    """Whether the second person agreed; nothing is held back before."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="checkdelay_says_why"),
            models.CheckConstraint(condition=Q(until__gt=F("asked_at")), name="checkdelay_ends_later"),
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None, decided_at=None)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="checkdelay_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="checkdelay_by_two_people"
            ),
            models.UniqueConstraint(
                fields=["check_asked"], condition=Q(approved=None), name="checkdelay_one_waits_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"delay {self.pk}"
