"""What an organisation's programs are told has happened. Nothing in an event says anything of a person."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate

from kernel.models.organisations import Organisation
from kernel.models.record import AppendOnly


class EventType(models.TextChoices):
    """What has happened."""

    CHECK_COMPLETED = "check.completed", "A check was answered"
    CHECK_RESOLVED = "check.resolved", "A reviewed check was answered anew"
    CHECK_CORRECTED = "check.corrected", "An answer would differ, as known now"
    CHECK_BATCH_COMPLETED = "check_batch.completed", "A batch of checks is done"
    WATCH_STANDING_CHANGED = "watch.standing_changed", "The standing of a watched person changed"
    WATCH_CHANGE_SCHEDULED = "watch.change_scheduled", "A change of a watched person's standing is known ahead"
    WATCH_CORRECTED = "watch.corrected", "A fact about a watched person was corrected"
    WATCH_RENEWAL_DUE = "watch.renewal_due", "A watch ends soon unless it is renewed"
    WATCH_ENDED = "watch.ended", "A watch has ended"
    ASSURANCE_DAILY = "assurance.daily", "The day's sign of life"
    ENDPOINT_PING = "endpoint.ping", "A test of an endpoint"


def new_event_reference() -> str:
    """The public name of an event: 128 random bits."""
    return f"evt_{secrets.token_hex(16)}"


class Event(AppendOnly):
    """One thing that an organisation's programs are told, written in the transaction of what it tells of.

    `sequence` is its place in the organisation's own feed. It is given once, after the commit, by `kernel.events`: in a
    number that is taken before the commit a reader could pass over an event that was still to come.
    """

    tenant = "organisation"
    may_change = ("sequence",)
    personal = ("watch",)  # an organisation chooses it, and it may be a name
    open_texts = ("reference", "check_reference", "assurance")

    reference = models.TextField(unique=True, default=new_event_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="events", db_index=False)
    sequence = models.BigIntegerField(null=True)
    type = models.TextField(choices=EventType.choices)
    occurred_at = models.DateTimeField()
    watch = models.TextField(default="")
    """The organisation's own reference of the watch that it is about, if it is about one."""
    check_reference = models.TextField(default="")
    """The check, or the batch of checks, that it is about, if it is about one."""
    only_for = models.ForeignKey("kernel.WebhookEndpoint", models.PROTECT, null=True, related_name="+", db_index=False)
    """The one endpoint that is told, where it is a test of it."""
    assurance = models.JSONField(null=True)
    """What the daily sign of life says: counts, and the ledger's head."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sequence"], name="event_place_is_its_own"),
            models.CheckConstraint(condition=Q(type__in=EventType.values), name="event_type_is_known"),
            models.CheckConstraint(condition=Q(sequence=None) | Q(sequence__gt=0), name="event_sequence_counts"),
            models.UniqueConstraint(
                "organisation",
                TruncDate("occurred_at"),  # London's, as settings have it
                condition=Q(type="assurance.daily"),
                name="event_assurance_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(type="assurance.daily", assurance__isnull=False)
                | (~Q(type="assurance.daily") & Q(assurance=None)),
                name="event_assurance_is_daily",
            ),
            models.CheckConstraint(
                condition=Q(type="endpoint.ping", only_for__isnull=False)
                | (~Q(type="endpoint.ping") & Q(only_for=None)),
                name="event_ping_is_for_one_endpoint",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(sequence=None), name="event_to_be_numbered"),
            models.Index(fields=["organisation", "watch", "-id"], condition=~Q(watch=""), name="event_by_watch"),
        ]

    def __str__(self) -> str:
        return self.reference
