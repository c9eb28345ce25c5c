"""Appeals against the decision on a case."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.rules.appeals import Appellant
from conduct.rules.determining import FOR_A_TIME, Outcome
from conduct.workflow import PENDING_APPEAL, AppealAction, AppealStatus
from kernel.models import AppendOnly, Record


class CaseAppeal(Record):
    """One appeal: who brought it, where and why, and what the court put in the decision's place, if it varied it.

    A trigger refuses one received after the time to appeal without the court's leave, and a way round the table of
    moves; what was lodged is never changed.
    """

    personal = ("grounds", "leave", "terms")
    open_texts = ("court", "court_reference", "received_on", "tiers", "organisation_classes")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    status = models.TextField(choices=AppealStatus.choices, default=AppealStatus.LODGED)
    brought_by = models.TextField(choices=Appellant.choices)
    court = models.TextField()
    court_reference = models.TextField(default="")
    grounds = models.TextField()
    received_on = models.DateField()
    leave = models.TextField(default="")
    """The court's order that gave leave to appeal out of time."""
    holds_back = models.BooleanField()
    """The order waited for the end of the time to appeal, so that it waits for the appeal too."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    outcome = models.TextField(choices=Outcome.choices, default="")
    terms = models.TextField(default="")
    tiers = ArrayField(models.TextField(), default=list)
    organisation_classes = ArrayField(models.TextField(), default=list)
    duration_months = models.IntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AppealStatus.values, brought_by__in=Appellant.values)
                & ~Q(court="")
                & ~Q(grounds=""),
                name="caseappeal_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(PENDING_APPEAL), decided_at=None)
                | ~Q(status__in=sorted(PENDING_APPEAL)) & Q(decided_at__isnull=False),
                name="caseappeal_decided_once_over",
            ),
            models.CheckConstraint(
                condition=Q(status=AppealStatus.VARIED, outcome__in=Outcome.values)
                | ~Q(status=AppealStatus.VARIED) & Q(outcome="", terms="", duration_months=None),
                name="caseappeal_varied_into_something",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted({*FOR_A_TIME, Outcome.REFERRAL_FOR_BARRING}), duration_months__gte=1)
                | ~Q(outcome__in=sorted(FOR_A_TIME)) & Q(duration_months=None),
                name="caseappeal_duration_where_due",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status__in=sorted(PENDING_APPEAL)), name="caseappeal_one_pending"
            ),
        ]


class AppealStep(AppendOnly):
    """One thing that happened in an appeal: what the court ordered, in words. Never changed."""

    personal = ("text",)

    appeal = models.ForeignKey(CaseAppeal, models.PROTECT, related_name="steps")
    action = models.TextField(choices=AppealAction.choices)
    status = models.TextField(choices=AppealStatus.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=AppealAction.values, status__in=AppealStatus.values) & ~Q(text=""),
                name="appealstep_is_whole",
            ),
        ]
