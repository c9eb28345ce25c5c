"""An organisation's programs and endpoints in words."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from kernel.clocks import format_instant
from kernel.events import EVENT_WORDS, told
from kernel.programs import Grant, Use
from kernel.queries import changes_of
from kernel.tokens import SCOPES
from kernel.webhooks.queries import FAILURE_WORDS, STOP_WORDS, state_of

if TYPE_CHECKING:
    from kernel.models import ApiClient, ClientKey, WebhookAttempt, WebhookEndpoint, WebhookMessage
    from kernel.queries import Change
    from kernel.webhooks.queries import CountedEndpoint

CLIENT_HEAD = ["Name", "Secret begins", "May", "Last got a token", "State"]
GRANT_HEAD = ["Organisation", "Code", "May", "Since"]
KEY_HEAD = ["kid", "alg", "Added", "Remove"]
ENDPOINT_HEAD = [
    "Address",
    "Told of",
    {"text": "Waiting", "numeric": True},
    {"text": "Given up", "numeric": True},
    "State",
]
DELIVERY_HEAD = ["Event", "Happened", "Attempts", "What became of it"]
ATTEMPT_HEAD = ["When", "Took", "What the receiver answered"]
STATES = {
    "accepted": {"text": "Accepted", "tag": "green"},
    "waiting": {"text": "Waiting", "tag": "yellow"},
    "given_up": {"text": "Given up", "tag": "red"},
}
NEVER = "Never"


def client_state(client: "ApiClient") -> dict[str, Any]:
    if not client.user.is_active:
        return {"text": "Revoked", "tag": "grey"}
    if client.slowed_until is not None and client.slowed_until > timezone.now():
        return {"text": "Slowed down", "tag": "yellow"}
    return {"text": "Live", "tag": "green"}


def client_rows(clients: Iterable["ApiClient"], uses: Mapping[int, Use]) -> list[list[Any]]:
    return [
        [
            {
                "text": client.name,
                "href": reverse("kernel:api_client", args=[client.client_id]),
                "sub": f"From {client.came_from.name}" if client.came_from else "",
            },
            client.secret_begins + "…" if client.granted_to_id is None else "Another organisation’s",
            ", ".join(client.scopes),
            _when(uses[client.pk].token_at),
            client_state(client),
        ]
        for client in clients
    ]


def client_facts(client: "ApiClient", use: Use, grants: Iterable[Grant]) -> list[Any]:
    """What is known of a program of one's own; or of another organisation's, which keeps its secret to itself."""
    if client.granted_to_id is not None:
        return [*_grant_facts(client, grants), ("Last got a token", _last(use))]
    wrong = f"{use.wrong}, the last on {format_instant(use.wrong_at)}" if use.wrong_at else "None"
    return [
        {"key": "State", "value": client_state(client), "data_test": "state"},
        {"key": "client_id", "value": client.client_id, "data_test": "client-id"},
        ("Secret begins", client.secret_begins + "…"),
        {"key": "May", "value": _may(client)},
        ("Made", format_instant(client.created)),
        *_came_from(client),
        ("Last got a token", _last(use)),
        ("Wrong secrets given", wrong),
    ]


def _grant_facts(client: "ApiClient", grants: Iterable[Grant]) -> list[Any]:
    return [
        {"key": "State", "value": client_state(client), "data_test": "state"},
        *(
            fact
            for grant in grants
            for fact in (("Run by", grant.holder), {"key": "Signs in with the client_id", "value": grant.client_id})
        ),
        {"key": "May, in your name", "value": _may(client)},
        ("Let in", format_instant(client.created)),
        *_came_from(client),
    ]


def _came_from(one: "ApiClient | WebhookEndpoint") -> list[dict[str, Any]]:
    """Of which body it was before; nothing where it always was this one's."""
    if one.came_from is None:
        return []
    text = f"{one.came_from.name} ({one.came_from.code}), which went into your organisation"
    return [{"key": "Came from", "value": text, "data_test": "came-from"}]


def grant_rows(grants: Iterable[Grant]) -> list[list[Any]]:
    return [[one.giver, one.code, ", ".join(one.scopes), format_instant(one.given_at)] for one in grants]


def _may(client: "ApiClient") -> list[str]:
    return [f"{SCOPES[scope]} ({scope})" for scope in client.scopes]


def _last(use: Use) -> dict[str, str]:
    return {"text": _when(use.token_at), "sub": "A token lasts an hour"}


def key_rows(keys: Iterable["ClientKey"]) -> list[list[Any]]:
    return [
        [
            key.key_id,
            key.algorithm,
            format_instant(key.added_at),
            {"text": "Remove", "href": reverse("kernel:remove_client_key", args=[key.client.client_id, key.pk])},
        ]
        for key in keys
    ]


def client_events(client: "ApiClient") -> list[dict[str, Any]]:
    """Who made it, renewed its secret, added and removed keys, revoked it; when it was slowed down. Newest first."""
    events = [
        {"heading": _what_happened(one), "at": one.at, "by": one.by, "text": one.reason}
        for one in changes_of(client)
        if "revoked_at" not in one.fields  # said by the account below
    ]
    events += [
        {"heading": "Key added" if one.made else "Key removed", "at": one.at, "by": one.by, "text": one.reason or key}
        for key, changes in ((key.key_id, changes_of(key)) for key in client.keys.all())
        for one in changes
    ]
    events += [
        {"heading": "Revoked", "at": one.at, "by": one.by, "text": one.reason}
        for one in changes_of(client.user)
        if one.fields.get("is_active", (True, True))[1] is False
    ]
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _what_happened(change: "Change") -> str:
    if change.made:
        return "Made"
    if "came_from" in change.fields or not change.fields:  # whose it was before sees what was before
        return "Came to your organisation"
    return "Slowed down" if "slowed_until" in change.fields else "New secret"


def _when(at: Any) -> str:
    return format_instant(at) if at else NEVER


def endpoint_state(endpoint: "WebhookEndpoint") -> dict[str, Any]:
    if not endpoint.stopped_because:
        return {"text": "On", "tag": "green"}
    return {"text": "Off", "tag": "red" if endpoint.stopped_because == "gone" else "grey"}


def endpoint_rows(endpoints: Iterable["CountedEndpoint"]) -> list[list[Any]]:
    return [
        [
            {
                "text": endpoint.description or endpoint.url,
                "href": reverse("kernel:endpoint", args=[endpoint.reference]),
                "sub": " · ".join(_known_by(endpoint)),
            },
            _told_of(endpoint),
            f"{endpoint.waiting:,}",
            f"{endpoint.given_up:,}",
            endpoint_state(endpoint),
        ]
        for endpoint in endpoints
    ]


def _known_by(endpoint: "WebhookEndpoint") -> list[str]:
    came_from = [f"From {endpoint.came_from.name}"] if endpoint.came_from else []
    return [*([endpoint.url] if endpoint.description else []), *came_from]


def _told_of(endpoint: "WebhookEndpoint") -> str:
    count = len(endpoint.events)
    return "All events" if not count else f"{count} {'type' if count == 1 else 'types'} of event"


def endpoint_facts(endpoint: "CountedEndpoint") -> list[Any]:
    why = STOP_WORDS.get(endpoint.stopped_because, "")
    until = endpoint.previous_until
    return [
        {"key": "State", "value": {**endpoint_state(endpoint), "sub": why}, "data_test": "state"},
        ("Address", endpoint.url),
        ("Description", endpoint.description or "None"),
        ("Told of", [EVENT_WORDS[kind] for kind in endpoint.events] or "All events, those to come included"),
        ("Made", format_instant(endpoint.created_at)),
        *_came_from(endpoint),
        ("Secret before the present one signs until", format_instant(until) if until else "There is none"),
        {"key": "Events that wait", "value": f"{endpoint.waiting:,}", "data_test": "waiting"},
        {"key": "Events given up", "value": f"{endpoint.given_up:,}", "data_test": "given-up"},
    ]


def delivery_rows(messages: Iterable["WebhookMessage"], *, endpoint: "WebhookEndpoint") -> list[list[Any]]:
    return [
        [
            {
                "text": EVENT_WORDS[message.event.type],
                "href": reverse("kernel:delivery", args=[endpoint.reference, message.event.reference]),
                "sub": f"Number {message.event.sequence} of your feed",
            },
            format_instant(message.event.occurred_at),
            str(len(message.attempts.all())),
            STATES[state_of(message)],
        ]
        for message in messages
    ]


def delivery_facts(message: "WebhookMessage") -> list[Any]:
    state = state_of(message)
    next_at = [("Next attempt", format_instant(message.due_at))] if state == "waiting" else []
    return [
        {"key": "State", "value": STATES[state], "data_test": "state"},
        *next_at,
        ("Event", f"{EVENT_WORDS[message.event.type]} ({message.event.type})"),
        ("Happened", format_instant(message.event.occurred_at)),
        ("webhook-id", message.event.reference),
    ]


def delivery_body(message: "WebhookMessage") -> str:
    """What is sent, laid out to be read."""
    return json.dumps(told(message.event), indent=2, ensure_ascii=False)


def attempt_rows(attempts: Iterable["WebhookAttempt"]) -> list[list[Any]]:
    return [[format_instant(attempt.at), f"{attempt.milliseconds:,} ms", _answered(attempt)] for attempt in attempts]


def _answered(attempt: "WebhookAttempt") -> dict[str, Any]:
    status = f"Status {attempt.status}" if attempt.status else "No answer"
    if not attempt.failure:
        return {"text": status}
    return {"text": status, "sub": FAILURE_WORDS[attempt.failure]}
