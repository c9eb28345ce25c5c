"""An outcome that the manager and the regulator agree on, for a panel to make or not."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.determining import FOR_A_TIME, Outcome
from conduct.workflow import OfferStatus
from kernel.models import Record


class ConsentOffer(Record):
    """What the regulator offers to end the case with, the facts that the manager would admit, and their answer.

    A trigger refuses a change of what was offered. A panel that makes it refers to it in its determination.
    """

    personal = ("facts", "terms", "answer")
    open_texts = ("tiers", "organisation_classes")

    case = models.ForeignKey(Case, models.PROTECT, related_name="offers")
    status = models.TextField(choices=OfferStatus.choices, default=OfferStatus.OFFERED)
    facts = models.TextField()
    outcome = models.TextField(choices=Outcome.choices)
    terms = models.TextField(default="")
    tiers = ArrayField(models.TextField(), default=list)
    organisation_classes = ArrayField(models.TextField(), default=list)
    duration_months = models.IntegerField(null=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(default="")
    """What the manager wrote; as entered where it came on paper."""
    on_paper = models.BooleanField(default=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OfferStatus.values, outcome__in=Outcome.values) & ~Q(facts=""),
                name="consentoffer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted(FOR_A_TIME), duration_months__gte=1)
                | ~Q(outcome__in=sorted(FOR_A_TIME)) & Q(duration_months=None),
                name="consentoffer_duration_where_due",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[OfferStatus.OFFERED], answer="", answered_by=None, answered_at=None)
                | ~Q(status=OfferStatus.OFFERED)
                & ~Q(answer="")
                & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="consentoffer_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=OfferStatus.AGREED, on_paper=True, answered_by=F("offered_by")),
                name="consentoffer_agreement_read_by_two",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status=OfferStatus.OFFERED), name="consentoffer_one_open"
            ),
        ]
