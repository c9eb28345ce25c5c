"""What many people said together: evidence of its own kind, which is no response. Pure."""

from django.db.models import TextChoices

from kernel.errors import ActionRefused


class NotEvidence(ActionRefused):
    """Evidence from before the opening, or of a day to come."""


class EvidenceKind(TextChoices):
    """How people said something together. How many they were is counted apart from responses."""

    GROUP = "group", "A group’s response"
    WORKSHOP = "workshop", "Notes of a workshop"
    PETITION = "petition", "A petition"
