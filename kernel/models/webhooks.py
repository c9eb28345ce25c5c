"""The addresses at which organisations want to be told of events, what goes to each, and what came of it."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from kernel.models.api import ApiClient
from kernel.models.events import Event, EventType
from kernel.models.organisations import Organisation
from kernel.models.record import AppendOnly, Record


class Stopped(models.TextChoices):
    """Why nothing goes to an endpoint."""

    BY_ORGANISATION = "by_organisation", "The organisation switched it off"
    GONE = "gone", "It answered 410"
    DELETED = "deleted", "The organisation deleted it"
    GRANT_ENDED = "grant_ended", "The program that it was for acts for the organisation no more"


class PostFailure(models.TextChoices):
    """Why an attempt did not succeed. Nothing of what a receiver answers is kept but its status."""

    ADDRESS = "address", "The address is not one that may be called"
    NAME = "name", "The name of the host is not known"
    UNREACHABLE = "unreachable", "No connection, or it broke"
    CERTIFICATE = "certificate", "No secure connection: see the certificate"
    TIMEOUT = "timeout", "No answer in time"
    REDIRECT = "redirect", "Redirections are not followed"
    STATUS = "status", "Another status than 200 to 299"
    GONE = "gone", "410: nothing more is sent"
    FAULT = "fault", "This system failed while sending"


def new_endpoint_reference() -> str:
    """The public name of an endpoint: 128 random bits."""
    return f"whe_{secrets.token_hex(16)}"


class WebhookEndpoint(Record):
    """An address to which events are sent. Its secrets are sealed; the one before signs too until `previous_until`."""

    tenant = "organisation"
    history_leaves_out = ("sealed_secret", "sealed_previous")
    personal = ("url", "description")  # an organisation types them
    open_texts = ("reference", "events")

    reference = models.TextField(unique=True, default=new_endpoint_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="webhook_endpoints")
    url = models.TextField()
    description = models.TextField(default="")
    events = ArrayField(models.TextField(choices=EventType.choices), default=list)
    """The types it is told of; empty for all, those to come included."""
    sealed_secret = models.TextField()
    sealed_previous = models.TextField(default="")
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    client = models.ForeignKey(ApiClient, models.PROTECT, null=True, related_name="endpoints")
    """The program that asked for it, if one did: where that is a grant, it is told nothing after the grant."""
    came_from = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """The body whose it was until that went into this one, and whose last events it is told of."""
    stopped_because = models.TextField(choices=Stopped.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_because__in=["", *Stopped.values]), name="webhookendpoint_stop_is_known"
            ),
            models.CheckConstraint(
                condition=Q(events__contained_by=EventType.values), name="webhookendpoint_events_are_known"
            ),
            models.CheckConstraint(
                condition=Q(sealed_previous="", previous_until=None)
                | (~Q(sealed_previous="") & Q(previous_until__isnull=False)),
                name="webhookendpoint_previous_secret_ends",
            ),
            models.CheckConstraint(
                condition=Q(came_from=None) | ~Q(came_from=F("organisation")), name="webhookendpoint_came_from_another"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class WebhookMessage(AppendOnly):
    """One event for one endpoint: when to try, whether an attempt began, and how it ended.

    `tried_since` is when the attempts began, or were begun anew because the organisation asked for it.
    """

    tenant = "organisation"
    may_change = ("due_at", "begun_at", "accepted_at", "dead_at", "tried_since")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="webhook_messages", db_index=False)
    endpoint = models.ForeignKey(WebhookEndpoint, models.PROTECT, related_name="messages", db_index=False)
    due_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    tried_since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhookmessage_once_an_endpoint"),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(dead_at=None), name="webhookmessage_ends_one_way"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "due_at"], condition=Q(accepted_at=None, dead_at=None), name="webhook_waiting"
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_by_endpoint"),
        ]


class WebhookAttempt(AppendOnly):
    """One attempt to hand an event to an endpoint."""

    tenant = "message__organisation"

    message = models.ForeignKey(WebhookMessage, models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.SmallIntegerField(null=True)
    """What the receiver answered, if it did."""
    failure = models.TextField(choices=PostFailure.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(failure="", status__gte=200, status__lt=300) | Q(failure__in=PostFailure.values),
                name="webhookattempt_fails_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(milliseconds__gte=0), name="webhookattempt_takes_time"),
        ]
