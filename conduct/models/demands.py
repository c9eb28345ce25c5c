"""Documents demanded of organisations and people, by law and by a day."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from conduct.models.files import CaseFile
from conduct.rules.demands import DemandStatus
from kernel.clocks import Channel
from kernel.models import Record, RuleSet


class DocumentDemand(Record):
    """One demand, served on somebody, and what came of it with the exhibit that shows it. Triggers hold it so."""

    personal = ("addressee", "what", "legal_basis", "outcome")

    case = models.ForeignKey(Case, models.PROTECT, related_name="demands")
    number = models.IntegerField()
    status = models.TextField(choices=DemandStatus.choices, default=DemandStatus.OPEN)
    addressee = models.TextField()
    what = models.TextField()
    legal_basis = models.TextField()
    channel = models.TextField(choices=Channel.choices)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    served_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    exhibit = models.ForeignKey(CaseFile, models.PROTECT, null=True, related_name="demands")
    outcome = models.TextField(default="")

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="documentdemand_number_once"),
            models.CheckConstraint(condition=Q(status__in=DemandStatus.values), name="documentdemand_status_is_known"),
            models.CheckConstraint(
                condition=Q(number__gte=1, channel__in=Channel.values)
                & ~Q(addressee="")
                & ~Q(what="")
                & ~Q(legal_basis=""),
                name="documentdemand_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=DemandStatus.OPEN, ended_by=None, answered_at=None, exhibit=None, outcome="")
                | Q(status__in=[DemandStatus.ANSWERED, DemandStatus.REFUSED], exhibit__isnull=False)
                & Q(ended_by__isnull=False, answered_at__isnull=False)
                & ~Q(outcome="")
                | Q(status=DemandStatus.WITHDRAWN, exhibit=None, ended_by__isnull=False, answered_at__isnull=False)
                & ~Q(outcome=""),
                name="documentdemand_ends_with_evidence",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(status="open"), name="documentdemand_open")]
