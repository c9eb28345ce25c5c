"""Who is told of consultations, for as long as they want; and of what they were told."""

import uuid

from django.db import models
from django.db.models import Q

from consultation.models.consultations import Consultation
from consultation.rules.subscribing import Event
from kernel.models import AppendOnly


class Subscription(models.Model):
    """An address that is told of consultations once its owner has confirmed it. The links with `key` do and stop that.

    The address is sealed, and found by a keyed hash. The row goes when its owner wants no more, and with it all of it.
    """

    without_history = "whoever wants to be told no more is forgotten, wholly and at once"

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    address_hash = models.TextField(unique=True)
    sealed = models.TextField()
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)


class Telling(AppendOnly):
    """That subscribers were told of something, once: to how many we wrote, and never to whom."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tellings")
    event = models.TextField(choices=Event.choices)
    at = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "event"], name="consultation_telling_once"),
            models.CheckConstraint(condition=Q(event__in=Event.values), name="consultation_telling_is_known"),
        ]
