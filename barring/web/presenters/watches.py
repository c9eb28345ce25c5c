"""Watches as their pages show them: lists, one with its answers, and what happened."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from barring.queries.watch_desk import WatchHistory
from barring.queries.watches import state_of
from barring.rules.answers import Purpose
from barring.rules.watches import WARNED_BEFORE
from barring.web.forms.watches import STATE_WORDS
from barring.web.presenters.checks import ERASED, outcome_tag, whom
from kernel.clocks import format_date, format_instant, last_day_before
from kernel.events import EVENT_WORDS
from register.rules import Tier

if TYPE_CHECKING:
    from barring.models import Watch, WatchBatch, WatchBatchFault
    from barring.queries.watch_desk import AnsweredWatch

HEAD = ["Your reference", "Post", "Last answer", "State", "Ends"]
ANSWER_HEAD = ["Answer", "Answered", "Asked by", "Receipt"]
COLOURS = {"matched": "green", "unmatched": "yellow", "in_review": "purple", "ended": "grey"}
ENDINGS = {
    "by_organisation": "You ended it",
    "post_ended": "The post ended",
    "not_renewed": "It was not renewed in time",
    "succeeded": "The organisation that yours went into watches now",
}


def state_tag(watch: "Watch") -> dict[str, Any]:
    state = state_of(watch)
    return {"text": STATE_WORDS[state], "tag": COLOURS[state], "sub": ENDINGS.get(watch.ended_because, "")}


def rows(watches: Iterable["AnsweredWatch"], *, at: datetime) -> list[list[Any]]:
    """Watches, each a link to its page."""
    return [
        [
            {"text": watch.reference, "href": _address("watch", watch), "sub": whom(watch.first_check)},
            f"{Tier(watch.first_check.tier).words}, {watch.first_check.role_organisation.name}",
            outcome_tag(watch.outcome),
            state_tag(watch),
            _ends(watch, at=at),
        ]
        for watch in watches
    ]


def _address(route: str, watch: "Watch") -> str:
    return reverse(f"barring:{route}", args=[watch.first_check.reference])


def _ends(watch: "Watch", *, at: datetime) -> dict[str, Any]:
    """The last day of a watch, with the way to renew it where that is near."""
    if watch.ended_at is not None:
        return {"text": format_instant(watch.ended_at)}
    last = format_date(last_day_before(watch.renew_by))
    if ends_soon(watch, at=at):
        return {"text": "Renew", "href": _address("renew_watch", watch), "hidden": watch.reference, "sub": last}
    return {"text": last}


def ends_soon(watch: "Watch", *, at: datetime) -> bool:
    """Whether a watch ends within 30 days unless it is renewed."""
    return watch.ended_at is None and watch.renew_by <= at + WARNED_BEFORE


def last_day(watch: "Watch") -> str:
    return format_date(last_day_before(watch.renew_by))


def facts(watch: "AnsweredWatch") -> list[Any]:
    """What a watch is of, and until when."""
    check = watch.first_check
    ends = ("Ended", format_instant(watch.ended_at)) if watch.ended_at else ("Ends unless renewed", last_day(watch))
    return [
        {"key": "State", "value": state_tag(watch), "data_test": "state"},
        {"key": "Last answer", "value": outcome_tag(watch.outcome)},
        ("Person", whom(check)),
        ("Post", f"{Tier(check.tier).words}, {check.role_organisation.name}"),
        {"key": "Why", "value": Purpose(watch.purpose).words, "data_test": "purpose"},
        ("Since", format_instant(watch.started_at)),
        ends,
    ]


def answer_rows(history: WatchHistory) -> list[list[Any]]:
    """Every answer about the person and post, each a link, with its receipt."""
    return [
        [
            {
                "text": ERASED["text"] if check.is_erased else outcome_tag(check.outcome)["text"],
                "href": reverse("barring:check", args=[check.reference]),
            },
            format_instant(check.answered_at),
            check.asked_by.name,
            "Erased"
            if check.is_erased
            else {
                "text": "Receipt (PDF)",
                "href": reverse("barring:check_receipt", args=[check.reference]),
                "hidden": f"of {format_instant(check.answered_at)}",
            },
        ]
        for check in history.answers
    ]


def events(history: WatchHistory) -> list[dict[str, Any]]:
    """What the organisation was told, newest first."""
    return [
        {
            "heading": EVENT_WORDS[event.type],
            "at": event.occurred_at,
            "text": "" if event.sequence is None else f"Number {event.sequence} of your feed",
        }
        for event in history.events
    ]


FILE_HEAD = ["Sent", "By", {"text": "Rows", "numeric": True}, "State"]
FAULT_HEAD = [{"text": "Line", "numeric": True}, "Your reference", "What is wrong"]


def _file_state(batch: "WatchBatch") -> dict[str, Any]:
    return {"text": "Done", "tag": "green"} if batch.ended_at else {"text": "At work", "tag": "blue"}


def file_rows(batches: Iterable["WatchBatch"]) -> list[list[Any]]:
    """Files that were sent, each a link to what became of it."""
    return [
        [
            {"text": format_instant(batch.created_at), "href": reverse("barring:watch_file", args=[batch.reference])},
            batch.asked_by.name,
            f"{batch.rows:,}",
            _file_state(batch),
        ]
        for batch in batches
    ]


def file_facts(batch: "WatchBatch", progress: dict[str, int]) -> list[Any]:
    """How far a file has come."""
    return [
        {"key": "State", "value": _file_state(batch), "data_test": "state"},
        ("Sent", f"{format_instant(batch.created_at)} by {batch.asked_by.name}"),
        ("Why", Purpose(batch.purpose).words),
        ("Rows", f"{progress['rows']:,}"),
        {"key": "Watched", "value": f"{progress['done'] - progress['faults']:,}", "data_test": "watched"},
        {"key": "Could not be watched", "value": f"{progress['faults']:,}", "data_test": "faults"},
        ("Still to do", f"{progress['rows'] - progress['done']:,}"),
    ]


def fault_rows(faults: Iterable["WatchBatchFault"]) -> list[list[str]]:
    """The lines that could not be watched."""
    return [[str(fault.line), fault.reference or "Not read", fault.detail] for fault in faults]
