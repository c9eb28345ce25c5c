"""Batches as their pages show them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from barring.queries.batches import RowAnswered, seconds_left
from barring.rules.answers import CheckOutcome, Purpose
from barring.web.presenters.checks import outcome_tag, whom
from barring.workflow import BatchStatus
from kernel.clocks import format_instant

if TYPE_CHECKING:
    from barring.models import CheckBatch

COLOURS = {
    BatchStatus.QUEUED: "grey",
    BatchStatus.RUNNING: "blue",
    BatchStatus.COMPLETE: "green",
    BatchStatus.CANCELLED: "yellow",
    BatchStatus.FAILED: "red",
}
HEAD = ["Sent", "By", "Rows", "State"]
ROW_HEAD = ["Row", "Your reference", "Asked about", "Outcome"]
NOT_ASKED = "Not asked"


def rows(batches: Iterable["CheckBatch"]) -> list[list[Any]]:
    """Batches, each a link to its page."""
    return [
        [
            {
                "text": format_instant(batch.created_at),
                "href": reverse("barring:batch", args=[batch.reference]),
                "data_test": "batch-link",
            },
            "A program" if batch.client_id else batch.asked_by.name,
            f"{batch.rows:,}",
            state(batch),
        ]
        for batch in batches
    ]


def state(batch: "CheckBatch") -> dict[str, Any]:
    """Where a batch stands."""
    status = BatchStatus(batch.status)
    return {"text": status.label, "tag": COLOURS[status], "data_test": "state"}


def facts(batch: "CheckBatch", *, at: datetime) -> list[Any]:
    """What a batch is, and how far it has come."""
    told: list[Any] = [
        ("Sent", format_instant(batch.created_at)),
        ("Purpose", Purpose(batch.purpose).words if batch.purpose else "Each row says its own"),
        ("Answered", {"text": f"{batch.progress.done:,} of {batch.rows:,} rows", "data_test": "done"}),
    ]
    if (seconds := seconds_left(batch, at=at)) is not None:
        told.append(("Time left", time_left(seconds)))
    return told


def time_left(seconds: int) -> str:
    """A length of time, roughly."""
    if seconds < 90:
        return "Less than 2 minutes"
    return f"About {round(seconds / 60)} minutes"


def counts(batch: "CheckBatch") -> list[list[str]]:
    """How many rows came out how."""
    outcomes = batch.progress.outcomes
    named = [(outcome.words, outcomes.get(outcome.value, 0)) for outcome in CheckOutcome]
    return [[words, f"{count:,}"] for words, count in [*named, (NOT_ASKED, outcomes.get("error", 0))] if count]


def answers(answered: Iterable[RowAnswered]) -> list[list[Any]]:
    """Rows with what became of them; each that was answered leads to its check."""
    return [_answer(one) for one in answered]


def _answer(one: RowAnswered) -> list[Any]:
    check, fault = one.check, one.fault
    if check is None:
        assert fault is not None
        return [f"{one.row:,}", fault.client_ref or "None", NOT_ASKED, fault.detail]
    link = {"text": whom(check), "href": reverse("barring:check", args=[check.reference]), "data_test": "check-link"}
    if check.is_erased:
        return [f"{one.row:,}", "Erased", link, "Erased"]
    return [f"{one.row:,}", check.client_ref or "None", link, outcome_tag(check.outcome)]
