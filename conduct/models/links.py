"""Cases about several managers of one failure."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from kernel.models import AppendOnly


class CaseGroup(AppendOnly):
    """Cases that belong together, and why."""

    personal = ("reason",)

    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="casegroup_says_why"),
        ]


class GroupedCase(AppendOnly):
    """That a case belongs to a group; to one at most."""

    group = models.ForeignKey(CaseGroup, models.PROTECT, related_name="members")
    case = models.OneToOneField(Case, models.PROTECT, related_name="grouped")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
