"""What an employer was told of an open case, or was not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.rules.employer_notices import EmployerNoticeStatus
from kernel.models import Organisation, Record

S = EmployerNoticeStatus


class EmployerNotice(Record):
    """One proposal to tell one employer, with the decision of a second person. What was told is never changed.

    `manager_waits_because` says how telling the manager at once would prejudice something; empty where it would not.
    """

    tenant = "organisation"
    personal = ("text", "necessity", "proportionality", "manager_waits_because", "decision_reason")

    case = models.ForeignKey(Case, models.PROTECT, related_name="employer_notices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    status = models.TextField(choices=S.choices, default=S.ASKED)
    text = models.TextField()
    necessity = models.TextField()
    proportionality = models.TextField()
    manager_waits_because = models.TextField(default="")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="")
    manager_told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=S.values), name="employernotice_status_is_known"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(necessity="") & ~Q(proportionality=""), name="employernotice_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(status=S.ASKED, decided_by=None, decided_at=None, decision_reason="")
                | ~Q(status=S.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision_reason=""),
                name="employernotice_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")) | Q(status=S.WITHDRAWN), name="employernotice_two_people"
            ),
            models.CheckConstraint(
                condition=Q(status=S.TOLD, manager_told_at__gte=F("decided_at"))
                | Q(manager_told_at=None) & (~Q(status=S.TOLD) | ~Q(manager_waits_because="")),
                name="employernotice_manager_knows_unless",
            ),
            models.UniqueConstraint(
                fields=["case", "organisation"], condition=Q(status=S.ASKED), name="employernotice_one_waits"
            ),
        ]
