"""What was decided after a consultation: why, on account of which themes, what it changed, and who had read it all."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.models.themes import Theme
from kernel.models import AppendOnly, Record, RuleSet


class Decision(Record):
    """One decision with its reasons. It changes from the close until the analysis is finished, as a trigger has it."""

    deletable = True
    open_texts = ("text", "reasons")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="decisions")
    text = models.TextField()
    reasons = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(reasons=""), name="consultation_decision_is_whole")
        ]


class DecisionTheme(Record):
    """That a decision answers a theme. A trigger refuses one of another consultation."""

    deletable = True

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="answers")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="answered_by")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "theme"], name="consultation_decision_answers_a_theme_once")
        ]


class Change(AppendOnly):
    """What a decision changed, written down when it has: a set of rules, or a clause of a code or law by its name."""

    open_texts = ("clause",)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="changes")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")
    clause = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule_set=None) & ~Q(clause="") | Q(rule_set__isnull=False, clause=""),
                name="consultation_change_of_one_thing",
            ),
            models.UniqueConstraint(fields=["decision", "rule_set"], name="consultation_change_of_rules_once"),
        ]


class AnalysisRead(AppendOnly):
    """That whoever decides read an analysis as it was finished, before it was published: `digest` is of what they read.

    Without one nothing is published, as a trigger has it; nor is one by whoever finished the analysis taken.
    """

    open_texts = ("digest",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="readings")
    analysed_at = models.DateTimeField()
    counted = models.IntegerField()
    digest = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
