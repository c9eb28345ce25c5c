"""Messages in words: their kind, the role of whom they are for, and what came of each attempt.

An administrator sees no case, so neither the text nor the subject is shown, and an address only where the message is
about the account itself, which the administrator keeps.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from kernel.clocks import format_instant
from kernel.permissions import Role
from kernel.queries import DELIVERY_WORDS, Waiting, roles_by_address, undelivered_about
from kernel.web.presenters import in_words

if TYPE_CHECKING:
    from kernel.models import OutboxMessage
    from kernel.queries import AttemptedMessage

# What administrators themselves cause, and whose address they mend.
ABOUT_ACCOUNTS = ("account_", "invitation", "password_", "role_changed", "undelivered")


def kind(template: str) -> str:
    """The kind of message, in words: "Barring notice"."""
    return template.replace("_", " ").capitalize()


def failure_words(failure: str | None) -> str:
    return DELIVERY_WORDS.get(failure or "", "Never tried")


def waiting_facts(waiting: Waiting, *, at: datetime) -> list[Any]:
    """How many messages wait, and how long the oldest has."""
    oldest = _ago(at - waiting.since) if waiting.since else "Nothing waits"
    return [
        {"key": "Messages that wait to be sent", "value": str(waiting.count), "data_test": "waiting"},
        {"key": "The oldest was written", "value": oldest, "data_test": "oldest"},
    ]


def _ago(age: Any) -> str:
    minutes = int(age.total_seconds()) // 60
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {word}{'' if number == 1 else 's'} ago"
    return "Less than a minute ago"


def failure_rows(counted: Iterable[tuple[str, int]], *, may_resend: bool) -> list[list[Any]]:
    rows = []
    for failure, count in counted:
        row: list[Any] = [failure_words(failure), str(count)]
        if may_resend:
            address = reverse("kernel:undelivered_failure", args=[failure])
            hidden = f"of {failure_words(failure).lower()}"
            row.append({"text": "Send all again", "href": address, "hidden": hidden, "data_test": "resend-all"})
        rows.append(row)
    return rows


def dead_rows(messages: Iterable["AttemptedMessage"]) -> list[list[Any]]:
    given = list(messages)
    roles = roles_by_address(message.to for message in given)
    return [
        [
            {"text": kind(message.template), "href": reverse("kernel:undelivered_message", args=[message.pk])},
            _recipient(message, roles),
            failure_words(message.failure),
            {"text": format_instant(message.written_at)},
            str(message.attempts),
        ]
        for message in given
    ]


def _recipient(message: "OutboxMessage", roles: dict[str, frozenset[Role]]) -> str:
    return in_words(roles[message.to]) if message.to in roles else "Somebody without an account"


def not_arrived(*, noun: str, reference: str) -> list[str]:
    """The messages about one thing that did not arrive, in words for who deals with it: which, of when, and why."""
    return [
        f"“{message.subject}”, written {format_instant(message.written_at)}: {failure_words(message.failure).lower()}"
        for message in undelivered_about(noun=noun, reference=reference)
    ]


def message_facts(message: "AttemptedMessage") -> list[Any]:
    """What an administrator may know of a message."""
    state = "Sent" if message.sent_at else "Given up" if message.dead_at else "Waiting"
    facts: list[Any] = [
        ("To", _recipient(message, roles_by_address([message.to]))),
        ("Written", format_instant(message.written_at)),
        ("Attempts", str(message.attempts)),
        {"key": "State", "value": {"text": state, "tag": "red" if message.dead_at else "blue"}, "data_test": "state"},
    ]
    if message.template.startswith(ABOUT_ACCOUNTS):
        facts.insert(1, {"key": "Address", "value": message.to, "data_test": "address"})
    return facts


def attempt_rows(message: "OutboxMessage") -> list[list[Any]]:
    return [
        [
            format_instant(delivery.at),
            DELIVERY_WORDS[delivery.gateway],
            {"text": DELIVERY_WORDS[delivery.outcome], "sub": DELIVERY_WORDS.get(delivery.failure, "")},
        ]
        for delivery in message.deliveries.order_by("-pk")
    ]


def resending_rows(message: "OutboxMessage") -> list[list[Any]]:
    resendings = message.resendings.select_related("by").order_by("-pk")
    return [[format_instant(resending.at), resending.by.name] for resending in resendings]
