"""Complaints about the service: apart from every case, and from those who work on one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.rules.complaining import About
from kernel.models import Record, RuleSet


class ServiceComplaint(Record):
    """What somebody says of how we treated them, and the answer to it. No case is named; a trigger refuses whoever has
    a part in one about them, and any change but acknowledging and answering it, each once."""

    personal = ("text", "answer")
    open_texts = ("reference",)

    reference = models.TextField(unique=True)
    about = models.TextField(choices=About.choices)
    text = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    acknowledge_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values) & ~Q(text=""), name="servicecomplaint_is_whole"),
            models.CheckConstraint(
                condition=Q(acknowledged_by=None, acknowledged_at=None)
                | Q(acknowledged_by__isnull=False, acknowledged_at__gte=F("made_at")),
                name="servicecomplaint_acknowledged_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="")
                | Q(answered_by__isnull=False, answered_at__gte=F("acknowledged_at")) & ~Q(answer=""),
                name="servicecomplaint_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(made_by=F("answered_by")) & ~Q(made_by=F("acknowledged_by")),
                name="servicecomplaint_two_people",
            ),
        ]
