"""Responses that tell of wrongdoing, and what was done about each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.responses import Response
from consultation.rules.disclosures import Done
from kernel.models import AppendOnly


class DisclosureStep(AppendOnly):
    """One thing somebody did about a response that tells of wrongdoing.

    A trigger refuses the others before it was found, and passing on what its sender did not agree to.
    """

    personal = ("text",)

    response = models.ForeignKey(Response, models.PROTECT, related_name="disclosure_steps")
    done = models.TextField(choices=Done.choices)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done__in=Done.values) & ~Q(text=""), name="consultation_disclosure_step_is_whole"
            ),
            models.UniqueConstraint(fields=["response", "done"], name="consultation_disclosure_step_once"),
        ]
