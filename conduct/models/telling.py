"""What is said to a manager about the course of their case, besides what is served."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.workflow import Status
from kernel.models import AppendOnly


class DelayNotice(AppendOnly):
    """Why a stage takes longer, in the words that the manager reads. What staff write among themselves is a step."""

    personal = ("text",)

    case = models.ForeignKey(Case, models.PROTECT, related_name="delay_notices")
    stage = models.TextField(choices=Status.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Status.values) & ~Q(text=""), name="delaynotice_is_whole"),
        ]
