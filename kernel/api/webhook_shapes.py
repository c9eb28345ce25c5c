"""The shapes of endpoints: what is read strictly, and what is answered. Examples for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from kernel.api.serializers import BooleanField, ChoiceField, InstantField, StrictSerializer, TextField
from kernel.events import EVENT_TYPES
from kernel.webhooks.addresses import LONGEST

LONGEST_DESCRIPTION = 200
STOPS = ["by_organisation", "gone", "grant_ended"]
STATES = ["waiting", "accepted", "given_up"]
FAILURES = ["address", "name", "unreachable", "certificate", "timeout", "redirect", "status", "gone", "fault"]

URL = "https://, port 443 or 8443, a host of the public internet"
EVENTS = "The types it is told of; empty for all, those to come included"


class EndpointIn(StrictSerializer):
    """An endpoint to be added."""

    url = TextField(max_length=LONGEST, help_text=URL)
    description = TextField(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_DESCRIPTION)
    events = serializers.ListField(
        child=ChoiceField(choices=EVENT_TYPES), required=False, allow_null=True, max_length=50, help_text=EVENTS
    )


class EndpointChangeIn(StrictSerializer):
    """What is to be different. What is left out, or null, stays as it is."""

    url = TextField(required=False, allow_null=True, max_length=LONGEST, help_text=URL)
    description = TextField(required=False, allow_null=True, allow_blank=True, max_length=LONGEST_DESCRIPTION)
    events = serializers.ListField(
        child=ChoiceField(choices=EVENT_TYPES), required=False, allow_null=True, max_length=50, help_text=EVENTS
    )
    enabled = BooleanField(
        required=False, allow_null=True, help_text="Switched off, it is sent nothing, and what waits is given up"
    )


class RedeliveryIn(StrictSerializer):
    """What to send again: one event, or else all that were given up."""

    event = TextField(required=False, allow_null=True, max_length=100, help_text="One event, whatever became of it")
    since = InstantField(
        required=False, allow_null=True, help_text="Of those given up, the ones that occurred from then on"
    )


class EndpointOut(serializers.Serializer[Any]):
    """An endpoint, without its secret."""

    id = serializers.CharField()
    url = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    events = serializers.ListField(child=serializers.ChoiceField(choices=EVENT_TYPES))
    enabled = serializers.BooleanField()
    disabled_because = serializers.ChoiceField(choices=STOPS, allow_null=True)
    created_at = serializers.DateTimeField()
    previous_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the secret before the last rotation signs too"
    )


class EndpointWithSecretOut(EndpointOut):
    """An endpoint with its secret, which is told this once."""

    secret = serializers.CharField(help_text="`whsec_` and 32 bytes in base64. Keep it: it is not told again")


class EndpointsOut(serializers.Serializer[Any]):
    """A page of endpoints, the newest first."""

    results = EndpointOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class AttemptOut(serializers.Serializer[Any]):
    """One attempt to send an event."""

    at = serializers.DateTimeField()
    milliseconds = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="What your receiver answered, if it did")
    failure = serializers.ChoiceField(choices=FAILURES, allow_null=True)


class DeliveryOut(serializers.Serializer[Any]):
    """What became of one event at an endpoint."""

    id = serializers.CharField(help_text="The event, and the `webhook-id` of each attempt")
    type = serializers.ChoiceField(choices=EVENT_TYPES)
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    attempts = AttemptOut(many=True)


class DeliveriesOut(serializers.Serializer[Any]):
    """A page of deliveries, the newest first."""

    results = DeliveryOut(many=True)
    next = serializers.CharField(allow_null=True, help_text="The cursor of the next page")


class PingOut(serializers.Serializer[Any]):
    """A test that is on its way."""

    event = serializers.CharField(help_text="The `endpoint.ping`; see its delivery for what became of it")


class RedeliveryOut(serializers.Serializer[Any]):
    """How many events are on their way again."""

    redelivered = serializers.IntegerField()


ADDED: dict[str, Any] = {
    "id": "whe_3f6c1d0a9b8e47c5a2d1e0f9b8a7c6d5",
    "url": "https://staff.trust.example/register-events",
    "description": "Staff record",
    "events": ["check.resolved", "watch.standing_changed"],
    "enabled": True,
    "disabled_because": None,
    "created_at": "2026-11-21T10:41:07.123456Z",
    "previous_secret_until": None,
}
EXAMPLES = [
    OpenApiExample(
        "An endpoint", value={name: ADDED[name] for name in ("url", "description", "events")}, request_only=True
    ),
    OpenApiExample("Added", value=ADDED | {"secret": "whsec_c2VjcmV0..."}, response_only=True, status_codes=["201"]),
]
