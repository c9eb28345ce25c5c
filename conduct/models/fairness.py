"""What is on record of a case's fairness: declarations, the manager's consent to less time, and recommendations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.fairness import Answer, How, Theme
from kernel.models import AppendOnly, Organisation, Record, RuleSet


class ConflictDeclaration(AppendOnly):
    """That somebody has no conflict of interest in a case. Nobody decides anything in it without: triggers look."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="declarations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="conflictdeclaration_once")]


class TimeConsent(AppendOnly):
    """That a manager needs no more time to respond: when and how they said so, and who wrote it down."""

    personal = ("words",)
    open_texts = ("given_on",)

    case = models.OneToOneField(Case, models.PROTECT, related_name="time_consent")
    how = models.TextField(choices=How.choices)
    words = models.TextField()
    given_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values) & ~Q(words=""), name="timeconsent_is_whole"),
        ]


class Recommendation(Record):
    """What an organisation is asked to change because of a wider cause, by when, and what it answered, once."""

    personal = ("text", "answer_text")
    without_tenant = "read by the regulator's staff alone; organisations have no page of them"

    case = models.ForeignKey(Case, models.PROTECT, related_name="recommendations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    theme = models.TextField(choices=Theme.choices)
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answer = models.TextField(choices=Answer.choices, default="")
    answer_text = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Who wrote the answer down."""

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__in=Theme.values, due_at__gt=F("made_at")) & ~Q(text=""),
                name="recommendation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answer_text="", answered_at=None, answered_by=None)
                | Q(answer__in=Answer.values, answered_at__gte=F("made_at"), answered_by__isnull=False)
                & ~Q(answer_text=""),
                name="recommendation_answer_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "theme"], name="recommendation_by_whom")]
