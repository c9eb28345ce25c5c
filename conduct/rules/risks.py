"""How urgent a case is, as assessed in triage and whenever something new is known."""

from django.db.models import TextChoices


class Risk(TextChoices):
    """What may happen to patients, the public or those who speak up while the case goes on."""

    LOW = "low", "Low: no harm is likely while the case goes on"
    MEDIUM = "medium", "Medium: harm is possible, and others guard against it"
    HIGH = "high", "High: harm is likely unless something is done"
    IMMEDIATE = "immediate", "Immediate: people are being harmed or threatened now"
