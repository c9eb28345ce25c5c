"""The bodies in which managers work: NHS trusts from the ODS files, others entered by hand."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kernel.models.record import Record


class OrganisationClass(models.TextChoices):
    """What kind of body it is; the scope of an order is tiers by classes."""

    NHS_TRUST = "nhs_trust", "NHS trust"
    INTEGRATED_CARE_BOARD = "integrated_care_board", "Integrated care board"
    NHS_ENGLAND = "nhs_england", "NHS England"
    ARMS_LENGTH_BODY = "arms_length_body", "Arm’s length body"
    HEALTH_BOARD = "health_board", "Health board"
    OTHER = "other", "Other"


class Organisation(Record):
    """One body under its ODS code (or a code given here, where no ODS file has it)."""

    without_tenant = "who a body is, and what became of it, is known to everybody"
    open_texts = ("code", "name", "region", "integrated_care_board", "address", "postcode", "opened_on", "closed_on")

    code = models.TextField(unique=True)
    name = models.TextField()
    organisation_class = models.TextField(choices=OrganisationClass.choices)
    region = models.TextField(default="")
    integrated_care_board = models.TextField(default="")
    address = models.TextField(default="")
    postcode = models.TextField(default="")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    """Into which body it went when it closed, if into one."""

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,12}$"), name="organisation_code_form"),
            models.CheckConstraint(
                condition=Q(organisation_class__in=OrganisationClass.values), name="organisation_class_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="organisation_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(closed_on__isnull=False) & ~Q(successor=F("id"))),
                name="organisation_goes_into_another_as_it_closes",
            ),
        ]
        indexes = [GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="organisation_name_trgm")]

    def __str__(self) -> str:
        return self.name

    def is_open_on(self, day: date) -> bool:
        """Open on a London day; the day of closing is the last on which it is open, as in the ODS files."""
        return self.closed_on is None or day <= self.closed_on
