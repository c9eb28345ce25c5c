"""What goes on beside the stages of a case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.gates import Cause
from conduct.workflow import Track
from kernel.models import Record


class CaseTrack(Record):
    """One thing beside a case, from when to when: begun for a reason, and ended once with what came of it."""

    personal = ("reason", "outcome")

    case = models.ForeignKey(Case, models.PROTECT, related_name="tracks")
    track = models.TextField(choices=Track.choices)
    cause = models.TextField(choices=Cause.choices, default="")
    reason = models.TextField()
    began_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(default="")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(track__in=Track.values) & ~Q(reason=""), name="casetrack_is_whole"),
            models.CheckConstraint(
                condition=Q(track=Track.ABEYANCE, cause__in=Cause.values) | ~Q(track=Track.ABEYANCE) & Q(cause=""),
                name="casetrack_abeyance_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, outcome="")
                | Q(ended_at__gte=F("began_at"), ended_by__isnull=False) & ~Q(outcome=""),
                name="casetrack_end_is_whole",
            ),
            models.UniqueConstraint(
                fields=["case", "track"], condition=Q(ended_at=None), name="casetrack_one_at_a_time"
            ),
        ]
