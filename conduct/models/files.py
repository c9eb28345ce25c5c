"""Files on a case: evidence that staff add, and what the manager sends with their response."""

from django.db import models
from django.db.models import Q

from conduct.models.cases import Case
from kernel.models import Record, StoredFile


class CaseFile(Record):
    """One file on a case, numbered from 1 among its kind: a manager's numbers say nothing of the evidence."""

    personal = ("description",)

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", "Evidence"
        RESPONSE = "response", "From the manager"

    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    kind = models.TextField(choices=Kind.choices)
    number = models.IntegerField()
    description = models.TextField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "number"], name="casefile_number_once"),
            models.CheckConstraint(condition=Q(kind__in=["evidence", "response"]), name="casefile_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(description=""), name="casefile_is_whole"),
        ]
