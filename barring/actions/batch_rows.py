"""What a row of a batch asks, by the same rules as a single check: read strictly, and wrong for a reason.

A row comes as it was sent: the cells of a line of CSV, or a line of JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from barring.actions.checks import Question, QuestionFault, QuestionRefused
from barring.actions.question_shapes import LONGEST_NAME, CheckIn, question_from
from barring.rules.layouts import COLUMNS
from kernel.api.problems import Fault, Invalid
from kernel.api.serializers import checked
from kernel.api.strict_json import NotStrictJson, loads

BETWEEN_NAMES = "|"

Row = Sequence[str] | str | Mapping[str, str]
"""Cells, a line of JSON, or what is wrong with a line that is neither: its `code` and `client_ref`."""

BROKEN = {
    "columns": "The row does not have the columns of the first line, or a quotation mark in it is not closed.",
    "encoding": "The row is not UTF-8, or holds a NUL character. Save the file as CSV UTF-8.",
    "too_long": "The row is longer than 10,000 characters.",
}
"""What may be wrong with a line before anything in it is read."""


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """Why a row cannot be asked about."""

    client_ref: str
    code: str
    detail: str


def question_in(*, row: Row, purpose: str) -> Question | RowFault:
    """The question in a row. `purpose` is that of the whole batch; empty where each row says its own."""
    if isinstance(row, Mapping):
        return RowFault(client_ref=row["client_ref"], code=row["code"], detail=BROKEN[row["code"]])
    try:
        if isinstance(row, str):
            return _of_json(row)
        return question_of_cells(cells=dict(zip(COLUMNS, row, strict=True)), purpose=purpose)
    except QuestionRefused as refusal:
        return refused(refusal=refusal, client_ref=_reference_in(row))


def refused(*, refusal: QuestionRefused, client_ref: str) -> RowFault:
    """The fault that a refused question is."""
    first = refusal.faults[0]
    named = {fault.field for fault in refusal.faults}
    detail = " ".join(f"{fault.field}: {fault.text}" if fault.field else fault.text for fault in refusal.faults)
    code = first.code if len(named) == 1 or len({fault.code for fault in refusal.faults}) == 1 else "invalid"
    return RowFault(client_ref=client_ref, code=code, detail=detail)


def _reference_in(row: Sequence[str] | str) -> str:
    if not isinstance(row, str):
        return row[0].strip()[:LONGEST_NAME]
    try:
        given = loads(row.encode())
    except NotStrictJson:
        return ""
    reference = given.get("client_ref") if isinstance(given, dict) else None
    return reference.strip()[:LONGEST_NAME] if isinstance(reference, str) else ""


def question_of_cells(*, cells: Mapping[str, str], purpose: str) -> Question:
    """The question of a line of CSV, by the names of its columns. Refuses (QuestionRefused) what cannot be read."""
    previous = cells.get("previous_family_names", "").split(BETWEEN_NAMES)
    given: dict[str, Any] = {
        name: cells.get(name, "") for name in ("registration_number", "family_name", "given_names")
    }
    given["previous_family_names"] = [name for each in previous if (name := each.strip())]
    given["date_of_birth"] = cells.get("date_of_birth", "").strip() or None
    role = {"tier": cells["tier"].strip()}
    return _read({"client_ref": cells.get("client_ref", ""), "subject": given, "role": role, "purpose": purpose})


def _of_json(line: str) -> Question:
    try:
        return _read(loads(line.encode()))
    except NotStrictJson as fault:
        raise QuestionRefused([QuestionFault("", "malformed", str(fault))]) from None


def _read(given: Any) -> Question:
    """As a single check is read."""
    try:
        return question_from(given=checked(CheckIn, given))
    except Invalid as refusal:
        raise QuestionRefused([_in_row(fault) for fault in refusal.faults]) from None


def _in_row(fault: Fault) -> QuestionFault:
    """A mistake by the name of its field: in a row of a table nobody sees where it would stand in JSON."""
    names = [name for name in fault.pointer.split("/") if name and not name.isdigit()]
    code = fault.code if fault.code == "unknown_field" else "invalid"
    return QuestionFault(names[-1] if names and code == "invalid" else "", code, fault.detail)
