"""Whose part it is to read which answers."""

from django.conf import settings
from django.db import models

from consultation.models.responses import Answer
from kernel.models import Record


class Share(Record):
    """That an answer is somebody's to read, first or as the second reader. Its history has whose it was before.

    Nobody has both. A trigger refuses a second reader who read it first, and whatever comes after the analysis.
    """

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="shares", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_second = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "is_second"], name="consultation_share_one_reader"),
            models.UniqueConstraint(fields=["answer", "reader"], name="consultation_share_two_people"),
        ]
