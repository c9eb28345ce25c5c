"""What many people said together, and how many they were."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.rules.evidence import EvidenceKind
from kernel.models import AppendOnly


class Evidence(AppendOnly):
    """A group's response, notes of a workshop, or a petition, that `people` signed or took part in."""

    personal = ("title", "text")
    open_texts = ("received_on",)

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="evidence")
    kind = models.TextField(choices=EvidenceKind.choices)
    title = models.TextField()
    people = models.IntegerField()
    received_on = models.DateField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values, people__gte=1) & ~Q(title="") & ~Q(text=""),
                name="consultation_evidence_is_whole",
            )
        ]


class EvidenceStruck(AppendOnly):
    """That evidence was entered in error: it stays, struck out, and its people are not counted.

    A trigger refuses it once the analysis is finished.
    """

    personal = ("reason",)

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="struck")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="consultation_evidence_struck_for_a_reason")
        ]
