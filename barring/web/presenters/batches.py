"""Batches as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from barring.queries.batches import RowAnswered, seconds_left
from barring.rules.answers import CheckOutcome, Purpose
from barring.web.presenters.checks import outcome_tag, whom
from barring.workflow import BatchStatus
from kernel.clocks import format_date, format_instant
from register.rules import Tier

if TYPE_CHECKING:
    from barring.models import BatchDraft, CheckBatch

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
QUESTIONS = {
    "registration_number": "Registration number",
    "family_name": "Family name",
    "given_names": "Given names",
    "previous_family_names": "Previous family names",
    "date_of_birth": "Date of birth",
    "tier": "Tier of the post",
    "client_ref": "Your reference",
}
"""What a row may say, as it is asked for."""
NOT_GIVEN = "Not given"
INSUFFICIENT = "insufficient_identity"


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
        return [f"{one.row:,}", fault.client_ref or "None", NOT_ASKED, in_words(fault.detail)]
    link = {"text": whom(check), "href": reverse("barring:check", args=[check.reference]), "data_test": "check-link"}
    if check.is_erased:
        return [f"{one.row:,}", "Erased", link, "Erased"]
    return [f"{one.row:,}", check.client_ref or "None", link, outcome_tag(check.outcome)]


SHOWN_HEAD = ["Row", "Name", "Previous names", "Date of birth", "Registration number", "Tier"]
FAULT_HEAD = ["What is wrong", "Rows", "The first of them"]


def about_file(told: Mapping[str, Any], draft: "BatchDraft") -> list[Any]:
    """What was sent."""
    facts = [("File", told["name"]), ("Purpose", Purpose(draft.purpose).words), ("People", f"{draft.rows:,}")]
    if told["sheet"]:
        others = told["other_sheets"]
        left_out = f", and not the other {others}" if others > 1 else ", and not the other one" if others else ""
        facts.insert(1, ("Sheet", f"“{told['sheet']}” is read{left_out}"))
    return facts


def preview_facts(preview: Mapping[str, Any]) -> list[Any]:
    """What will come of a file, counted."""
    too_little = sum(times for code, _detail, times, _rows in preview["faults"] if code == INSUFFICIENT)
    unreadable = preview["rows"] - preview["ready"] - too_little
    doubles, rows = preview["doubles"]
    return [
        {"key": "Can be checked", "value": f"{preview['ready']:,}", "data_test": "ready"},
        {"key": "Cannot be read", "value": f"{unreadable:,}", "data_test": "unreadable"},
        {"key": "Too little to look up", "value": f"{too_little:,}", "data_test": "too-little"},
        {"key": "Doubles of an earlier row", "value": _with_rows(doubles, rows), "data_test": "doubles"},
    ]


def faults_shown(preview: Mapping[str, Any]) -> list[list[str]]:
    """What is wrong with rows, the most frequent first."""
    return [
        [in_words(detail), f"{times:,}", ", ".join(f"{row:,}" for row in rows)]
        for _code, detail, times, rows in preview["faults"]
    ]


def rows_as_read(preview: Mapping[str, Any]) -> list[list[str]]:
    """The first people as they were read, for somebody to see that days and names stand where they should."""
    return [
        [
            f"{one['row']:,}",
            one["name"] or NOT_GIVEN,
            one["previous"] or NOT_GIVEN,
            format_date(date.fromisoformat(one["born"])) if one["born"] else NOT_GIVEN,
            one["number"] or NOT_GIVEN,
            Tier(one["tier"]).words,
        ]
        for one in preview["shown"]
    ]


def _with_rows(times: int, rows: Sequence[int]) -> str:
    if not times:
        return "0"
    return f"{times:,} (row {', '.join(f'{row:,}' for row in rows)}{' and others' if times > len(rows) else ''})"


def in_words(detail: str) -> str:
    """What is wrong with a row, with the names of its parts as people are asked for them."""
    for name, label in QUESTIONS.items():
        detail = detail.replace(f"{name}: ", f"{label}: ")
    return detail
