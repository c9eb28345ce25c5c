"""Decisions after the decision: the review of an order before it ends, and restoration after removal."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.rules.determining import FOR_A_TIME, Outcome
from conduct.rules.reconsidering import REPLACING, Kind, Result
from conduct.workflow import ReconsiderationStatus
from kernel.models import Record

S = ReconsiderationStatus


class Reconsideration(Record):
    """A review of conditions or a suspension, or an application to be restored: asked for once, decided once.

    A trigger refuses a decider who had a part that does not go with it or has not declared that they have no conflict,
    an order harsher than the present one, and every later change.
    """

    personal = ("grounds", "reasons", "terms")
    open_texts = ("tiers", "organisation_classes")

    case = models.ForeignKey(Case, models.PROTECT, related_name="reconsiderations")
    kind = models.TextField(choices=Kind.choices)
    status = models.TextField(choices=S.choices, default=S.ASKED)
    grounds = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    result = models.TextField(choices=Result.choices, default="")
    reasons = models.TextField(default="")
    """Why it was decided so, or withdrawn."""
    outcome = models.TextField(choices=Outcome.choices, default="")
    terms = models.TextField(default="")
    tiers = ArrayField(models.TextField(), default=list)
    organisation_classes = ArrayField(models.TextField(), default=list)
    duration_months = models.IntegerField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, status__in=S.values) & ~Q(grounds=""),
                name="reconsideration_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=S.DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(reasons="")
                & (
                    Q(kind=Kind.REVIEW, result__in=[Result.LET_END, Result.EXTENDED, Result.REPLACED])
                    | Q(kind=Kind.RESTORATION, result__in=[Result.RESTORED, Result.REFUSED])
                )
                | ~Q(status=S.DECIDED) & Q(result="", decided_by=None, decided_at=None),
                name="reconsideration_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(result__in=[Result.EXTENDED, Result.REPLACED], outcome__in=[one.value for one in REPLACING])
                | ~Q(result__in=[Result.EXTENDED, Result.REPLACED]) & Q(outcome="", terms="", duration_months=None),
                name="reconsideration_orders_where_due",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted(FOR_A_TIME), duration_months__gte=1)
                | ~Q(outcome__in=sorted(FOR_A_TIME)) & Q(duration_months=None),
                name="reconsideration_duration_where_due",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(status=S.ASKED), name="reconsideration_one_open"
            ),
        ]
