"""A manager's request to have their own entry corrected, and what a registrar decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kernel.models import Record
from register.models.persons import Person
from register.workflow import CorrectionStatus


class CorrectionRequest(Record):
    """What a manager says is wrong. Accepting it decides that; the correction itself is a fact of its own."""

    personal = ("text", "decision_reason")

    class Subject(models.TextChoices):
        NAME = "name", "My name"
        DATE_OF_BIRTH = "date_of_birth", "My date of birth"
        POST = "post", "A post"
        OTHER = "other", "Something else"

    person = models.ForeignKey(Person, models.PROTECT, related_name="correction_requests")
    subject = models.TextField(choices=Subject.choices)
    text = models.TextField()
    status = models.TextField(choices=CorrectionStatus.choices, default=CorrectionStatus.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", decided_by=None, decided_at=None, decision_reason="")
                | (
                    Q(status__in=["accepted", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decision_reason="")
                ),
                name="correction_decision_is_whole",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_what"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="correction_not_own"
            ),
        ]
        indexes = [models.Index(fields=["status", "asked_at"], name="correction_by_status")]

    def __str__(self) -> str:
        return f"correction asked of {self.subject}"
