"""Sign-ins in words, for an auditor and for an account's owner."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kernel.clocks import format_instant
from kernel.sign_in_log import KINDS, MEANS, REFUSED, names_of
from kernel.web.forms.access import NOUNS

if TYPE_CHECKING:
    from kernel.models import SecurityEvent

HEAD = ["When", "Whose account", "What happened", "Browser and place"]
GOOD = frozenset({"signed_in", "confirmed", "token_given"})
IN_VAIN = frozenset({"password_wrong", "code_wrong", "told_to_wait", "account_closed", "provider_refused"})
BAD = IN_VAIN | {"secret_wrong", REFUSED}
MORE = "Perhaps more in this hour"


def rows(events: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """A line each for the auditor's table."""
    names = names_of({event["user_id"] for event in events if event["user_id"]})
    return [
        [format_instant(event["at"]), _whose(names.get(event["user_id"])), _deed(event), _whence(event)]
        for event in events
    ]


def _whose(account: tuple[str, str] | None) -> dict[str, str]:
    name, address = account or ("No account", "The address is kept as a digest only")
    return {"text": name, "sub": address}


def _deed(event: dict[str, Any]) -> dict[str, str]:
    kind, means = event["kind"], event["means"]
    by = NOUNS.get(means, means) if kind == REFUSED else MEANS[means] if means or kind == "signed_in" else ""
    sub = ". ".join(filter(None, [by, MORE if event["is_last"] else ""]))
    return {"text": KINDS[kind], "sub": sub} | ({"tag": "red"} if kind in BAD else {})


def _whence(event: dict[str, Any]) -> dict[str, str]:
    return {"text": event["browser"], "sub": f"Place {event['place'][:8]}" if event["place"] else ""}


def own_rows(events: Iterable["SecurityEvent"]) -> list[list[Any]]:
    """The same for an account's owner: when, what, in which browser."""
    return [
        [
            format_instant(event.at),
            {"text": KINDS[event.kind], "sub": MEANS[event.means] if event.means or event.kind == "signed_in" else ""}
            | ({"tag": "red"} if event.kind in IN_VAIN else {}),
            event.browser,
        ]
        for event in events
    ]
