"""Forms about an organisation's programs, and the addresses at which they are told of events."""

from datetime import datetime

from django import forms

from kernel import fields
from kernel.clocks import start_of_day
from kernel.events import EVENT_TYPES, EVENT_WORDS
from kernel.tokens import SCOPES
from kernel.web.forms.accounts import ReasonForm
from kernel.webhooks.addresses import LONGEST


class ApiClientForm(forms.Form):
    name = fields.CharField(
        label="Name of the program",
        hint="Say, “Payroll, live”. It stands on each check that the program makes",
        max_length=100,
    )
    scopes = fields.MultipleChoiceField(
        label="What may it do?",
        choices=[(scope, f"{words} ({scope})") for scope, words in SCOPES.items()],
        missing="Select at least one thing that it may do",
    )


class GrantForm(forms.Form):
    client_id = fields.CharField(
        label="client_id of the program",
        hint="Ask the organisation that runs it. It is no secret, and no password either",
        max_length=100,
    )
    holder_code = fields.CharField(
        label="ODS code of the organisation that runs it",
        hint="So that a slip does not let in somebody else’s program",
        max_length=12,
    )
    scopes = fields.MultipleChoiceField(
        label="What may it do in your name?",
        choices=[(scope, f"{words} ({scope})") for scope, words in SCOPES.items()],
        missing="Select at least one thing that it may do",
    )


class ClientKeyForm(forms.Form):
    public_key = fields.TextField(
        label="Public key",
        hint="As PEM, from -----BEGIN PUBLIC KEY----- on, or as a JWK: Ed25519, P-256, or RSA of 2,048 bits or more",
        max_length=4_000,
        rows=8,
    )


class EndpointForm(forms.Form):
    """An endpoint to be added or changed. No type of event selected means all of them."""

    url = fields.CharField(
        label="Address",
        hint="Begins with https://, at port 443 or 8443, and can be reached from the internet",
        max_length=LONGEST,
    )
    description = fields.CharField(label="Description", hint="For your own use", required=False)
    events = fields.MultipleChoiceField(
        label="Which events?",
        hint="Select none to be told of all, those to come included",
        choices=[(kind, EVENT_WORDS[kind]) for kind in EVENT_TYPES],
        hints={kind: kind for kind in EVENT_TYPES},
        required=False,
    )


class DeliveriesForm(forms.Form):
    """Which deliveries to list."""

    state = fields.SelectField(
        label="What became of them",
        required=False,
        choices=[("", "All"), ("accepted", "Accepted"), ("waiting", "Waiting"), ("given_up", "Given up")],
    )


class SendAgainForm(forms.Form):
    """Which of the events that were given up to send again."""

    since = fields.DateField(
        label="From which day on?",
        hint="The day on which they happened. Leave it empty to send all that were given up",
        required=False,
    )

    @property
    def since_at(self) -> datetime | None:
        """The beginning of the day."""
        day = self.cleaned_data["since"]
        return start_of_day(day) if day else None


class ConfirmForm(forms.Form):
    """Nothing but the confirmation itself."""


__all__ = [
    "ApiClientForm",
    "ClientKeyForm",
    "ConfirmForm",
    "DeliveriesForm",
    "EndpointForm",
    "GrantForm",
    "ReasonForm",
    "SendAgainForm",
]
