"""Matters kept open against an organisation, and the concerns and cases that each holds together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conduct.models.cases import Case
from conduct.models.concerns import Concern
from conduct.rules.matters import MatterStatus
from kernel.models import AppendOnly, Organisation, Record


class OrganisationMatter(Record):
    """Something about an organisation rather than one manager: open until it is closed, once, for a reason."""

    without_tenant = "read by the regulator's staff alone; organisations have no page of them"
    personal = ("subject", "close_reason")
    open_texts = ("reference",)

    reference = models.TextField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    status = models.TextField(choices=MatterStatus.choices, default=MatterStatus.OPEN)
    subject = models.TextField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(default="")

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MatterStatus.values) & ~Q(subject="") & ~Q(reference=""),
                name="organisationmatter_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=MatterStatus.OPEN, closed_by=None, closed_at=None, close_reason="")
                | Q(status=MatterStatus.CLOSED, closed_by__isnull=False, closed_at__gte=F("opened_at"))
                & ~Q(close_reason=""),
                name="organisationmatter_closed_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"], name="organisationmatter_of_whom")]


class MatterLink(AppendOnly):
    """That a concern or a case belongs to a matter. A trigger refuses one to a matter that is closed."""

    matter = models.ForeignKey(OrganisationMatter, models.PROTECT, related_name="links")
    concern = models.ForeignKey(Concern, models.PROTECT, null=True, related_name="matter_links")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="matter_links")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concern=None, case__isnull=False) | Q(concern__isnull=False, case=None),
                name="matterlink_of_one_thing",
            ),
            models.UniqueConstraint(fields=["matter", "concern"], name="matterlink_concern_once"),
            models.UniqueConstraint(fields=["matter", "case"], name="matterlink_case_once"),
        ]
