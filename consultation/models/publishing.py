"""What is published of responses: prepared with what is removed, and checked by a second person."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.responses import Answer, ResponseVersion
from consultation.models.themes import Theme
from consultation.rules.publishing import Because
from kernel.models import Record


class Release(Record):
    """The publication of one response. Everybody reads it once it is checked and the outcome is published.

    A trigger refuses one that its sender did not consent to, or that is not the last version, and one before the close;
    and any change of a checked one but that it is taken down. `edition` counts how often it was changed: whoever checks
    it says which they read.
    """

    personal = ("taken_down_because",)

    version = models.OneToOneField(ResponseVersion, models.PROTECT, related_name="release")
    edition = models.IntegerField(default=1)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_because = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__gte=F("prepared_at"), taken_down_at=None)
                & ~Q(checked_by=F("prepared_by")),
                name="consultation_release_checked_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None, taken_down_because="")
                | Q(taken_down_at__isnull=False) & ~Q(taken_down_because=""),
                name="consultation_release_taken_down_for_a_reason",
            ),
        ]


class Removal(Record):
    """Words that are removed from a response wherever they stand in it, and why. They change until it is checked."""

    deletable = True
    personal = ("words",)

    release = models.ForeignKey(Release, models.PROTECT, related_name="removals")
    words = models.TextField()
    because = models.TextField(choices=Because.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "words"], name="consultation_removal_once"),
            models.CheckConstraint(
                condition=Q(because__in=Because.values) & ~Q(words=""), name="consultation_removal_says_why"
            ),
        ]


class Quotation(Record):
    """Words of an answer that stand for a theme in the report. Everybody reads them while its response is published.

    A trigger refuses words that are not in the answer or are removed from it, an answer to another question than the
    theme's or of a response that is not checked, and any change once the analysis is finished.
    """

    deletable = True
    personal = ("text",)

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="quotations")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "answer", "text"], name="consultation_quotation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="consultation_quotation_says_something"),
        ]
