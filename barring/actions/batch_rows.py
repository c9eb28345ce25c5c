"""What a row of a batch asks, by the same rules as a single check: read strictly, and wrong for a reason.

A row comes as it was sent: the cells of a line of CSV, or a line of JSON.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from barring.actions.checks import Question, QuestionFault, QuestionRefused, Subject
from barring.rules.answers import Purpose
from barring.rules.layouts import COLUMNS
from kernel.api.strict_json import NotStrictJson, loads
from kernel.clocks import read_day, read_instant
from register.rules import Tier

BETWEEN_NAMES = "|"
LONGEST_NAME = 200
LONGEST_NUMBER = 40
LONGEST_CODE = 12
MOST_PREVIOUS_NAMES = 20
TIERS = {tier.value: tier for tier in Tier}
PURPOSES = {purpose.value: purpose for purpose in Purpose}

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
    faults = _Faults()
    previous = [name for each in cells.get("previous_family_names", "").split(BETWEEN_NAMES) if (name := each.strip())]
    subject = Subject(
        registration_number=faults.text("registration_number", cells.get("registration_number"), LONGEST_NUMBER),
        family_name=faults.text("family_name", cells.get("family_name")),
        given_names=faults.text("given_names", cells.get("given_names")),
        previous_family_names=faults.names(previous),
        date_of_birth=faults.day("date_of_birth", cells.get("date_of_birth", "").strip() or None),
    )
    question = {
        "subject": subject,
        "tier": faults.choice("tier", cells["tier"].strip(), TIERS),
        "client_ref": faults.text("client_ref", cells.get("client_ref")),
    }
    faults.refuse()
    return Question(**question, purpose=PURPOSES[purpose])


def _of_json(line: str) -> Question:
    try:
        given = loads(line.encode())
    except NotStrictJson as fault:
        raise QuestionRefused([QuestionFault("", "malformed", str(fault))]) from None
    faults = _Faults()
    given = faults.members("", given, _CHECK)
    subject = faults.members("subject", given.get("subject"), _SUBJECT)
    role = faults.members("role", given.get("role"), {"tier", "organisation"})
    previous = subject.get("previous_family_names")
    informed = given.get("subject_informed")
    if informed is not None and not isinstance(informed, bool):
        faults.add("subject_informed", "This must be true or false.")
    question = {
        "subject": Subject(
            registration_number=faults.text("registration_number", subject.get("registration_number"), LONGEST_NUMBER),
            family_name=faults.text("family_name", subject.get("family_name")),
            given_names=faults.text("given_names", subject.get("given_names")),
            previous_family_names=faults.names(previous),
            date_of_birth=faults.day("date_of_birth", subject.get("date_of_birth")),
            national_insurance_number=faults.text(
                "national_insurance_number", subject.get("national_insurance_number"), LONGEST_NUMBER
            ),
        ),
        "tier": faults.choice("tier", role.get("tier"), TIERS),
        "organisation": faults.text("organisation", role.get("organisation"), LONGEST_CODE).upper(),
        "purpose": faults.choice("purpose", given.get("purpose"), PURPOSES),
        "client_ref": faults.text("client_ref", given.get("client_ref")),
        "subject_informed": informed,
        "as_of": faults.instant("as_of", given.get("as_of")),
        "known_at": faults.instant("known_at", given.get("known_at")),
    }
    faults.refuse()
    return Question(**question)


_CHECK = {"client_ref", "subject", "role", "purpose", "subject_informed", "as_of", "known_at"}
_SUBJECT = {
    "registration_number",
    "family_name",
    "given_names",
    "previous_family_names",
    "date_of_birth",
    "national_insurance_number",
}


class _Faults:
    """Reads one value after the other, and keeps what is wrong with them."""

    def __init__(self) -> None:
        self._found: list[QuestionFault] = []

    def add(self, name: str, text: str, code: str = "invalid") -> None:
        self._found.append(QuestionFault(name, code, text))

    def refuse(self) -> None:
        if self._found:
            raise QuestionRefused(self._found)

    def members(self, name: str, value: Any, known: set[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.add(name, "This must be an object.")
            return {}
        if value.keys() - known:
            self.add(name, "There is a field in it that is not known.", "unknown_field")
        return value

    def text(self, name: str, value: Any, longest: int = LONGEST_NAME) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.add(name, "This must be a text.")
            return ""
        if len(trimmed := value.strip()) > longest:
            self.add(name, f"This must have at most {longest} characters.")
        return trimmed

    def names(self, value: Any) -> tuple[str, ...]:
        name = "previous_family_names"
        if value is None:
            return ()
        if not isinstance(value, list) or len(value) > MOST_PREVIOUS_NAMES:
            self.add(name, f"These must be at most {MOST_PREVIOUS_NAMES} names.")
            return ()
        if None in value:
            self.add(name, "This must be a text.")
        return tuple(self.text(name, each) for each in value)

    def day(self, name: str, value: Any) -> date | None:
        if value is None:
            return None
        try:
            if isinstance(value, str):
                return read_day(value)
        except ValueError:
            pass
        self.add(name, "This must be a date like 1974-03-09.")
        return None

    def instant(self, name: str, value: Any) -> datetime | None:
        if value is None:
            return None
        try:
            if isinstance(value, str):
                return read_instant(value)
        except ValueError:
            pass
        self.add(name, "This must be an instant like 2026-03-09T10:00:00Z.")
        return None

    def choice(self, name: str, value: Any, among: Mapping[str, Any]) -> Any:
        if isinstance(value, str) and value in among:
            return among[value]
        self.add(name, f"This must be one of: {', '.join(among)}.")
        return None
