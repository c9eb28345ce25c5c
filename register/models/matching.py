"""By what numbers people are found by name: versioned, and made for the register as it then was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kernel.models import AppendOnly


class Matcher(AppendOnly):
    """The weights and thresholds of a search by name (`register.rules.weights`). The newest one is used.

    A trigger measures the register when a matcher is made: `entries` and `counted`, the counts of names, and the mean
    rarity of names in the weights. Each answer keeps its matcher, so that it can be worked out again.
    """

    open_texts = ("version", "weights", "made_at", "report")

    version = models.TextField(unique=True)
    weights = ArrayField(models.FloatField())
    """Bits, by the offsets of `register.rules.weights`."""
    entries = models.BigIntegerField(editable=False, default=0)
    """How many people whoever is asked about could be."""
    counted = models.BigIntegerField(editable=False, default=0)
    """How many recorded names were counted."""
    certain = models.FloatField()
    """The least probability with which one person is meant for the answer to be about them."""
    review = models.FloatField()
    """The least evidence, in bits, with which somebody on record may be meant, so that a person has to look at it."""
    report = models.JSONField(default=dict)
    """Where the weights are from, and what they answered when they were tried."""
    made_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(certain__gt=0.5, certain__lt=1), name="matcher_certain_is_likely"),
        ]

    def __str__(self) -> str:
        return self.version
