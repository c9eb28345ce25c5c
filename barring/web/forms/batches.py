"""What is asked on the pages of batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from barring.rules.answers import CheckOutcome, Purpose
from barring.rules.layouts import EVERYBODY
from barring.web.presenters.batches import QUESTIONS
from kernel import fields
from kernel.files.examining import ExaminedTable, examine_table
from kernel.files.kinds import FileRefused
from register.rules import Tier

ERROR = "error"


class TableField(forms.FileField):
    """A CSV file or a workbook; cleans to an `ExaminedTable`."""

    component = "file_upload"
    bound_field_class = fields.AskedField
    accept = ".csv,.xlsx"

    def clean(self, data: Any, initial: Any = None) -> ExaminedTable | None:
        """Examine it, and refuse beside the question."""
        sent = super().clean(data, initial)
        try:
            return examine_table(name=sent.name, content=sent.read()) if sent else None
        except FileRefused as refusal:
            raise forms.ValidationError(refusal.text) from None


class SendBatch(forms.Form):
    """A file of people to be checked, and why."""

    file = TableField(
        label="CSV file or Excel workbook (XLSX)",
        allow_empty_file=True,
        error_messages={"required": "Select a CSV file or an XLSX workbook", "invalid": "Select a CSV file"},
    )
    purpose = fields.ChoiceField(
        label="Why do you check these people?",
        choices=[(purpose.value, purpose.words) for purpose in Purpose],
        missing="Select why you check these people",
    )


HINTS = {
    "previous_family_names": "Several in one cell have | between them",
    "date_of_birth": "Like 9/3/1974, with the day first, or 1974-03-09",
    "tier": "Choose a column, or one tier for everybody in the file",
    "client_ref": "Say, the person’s number in your staff record",
}
NOT_THERE = ("", "Not in this file")


class LayOut(forms.Form):
    """Which column of a file says what. What a file has to have at least is said at the top."""

    def __init__(self, data: Any, *, headings: Sequence[str], guessed: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(guessed))
        columns = [(str(place), f"Column {letter_of(place)}: {text}") for place, text in enumerate(headings) if text]
        everybody = [(f"{EVERYBODY}{tier.value}", f"Everybody: {tier.words}") for tier in Tier]
        for name, label in QUESTIONS.items():
            choices = [NOT_THERE, *columns, *(everybody if name == "tier" else [])]
            self.fields[name] = fields.SelectField(
                label=label, hint=HINTS.get(name, ""), choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things, no tier, and too little to look anybody up by."""
        places = {name: place for name, place in (super().clean() or {}).items() if place}
        for name, place in places.items():
            if list(places.values()).count(place) > 1:
                self.add_error(name, f"{QUESTIONS[name]} must have a column of its own")
        if "tier" not in places and "tier" not in self.errors:
            self.add_error("tier", "Select the column with the tier, or one tier for everybody")
        if not ("registration_number" in places or {"family_name", "given_names", "date_of_birth"} <= places.keys()):
            text = "Select where the registration number is; or family name, given names and date of birth"
            self.add_error("registration_number", text)
        return places


def letter_of(place: int) -> str:
    """A column's letters in a spreadsheet: A, B, ... Z, AA."""
    more, last = divmod(place, 26)
    return (letter_of(more - 1) if more else "") + chr(ord("A") + last)


class StartBatch(forms.Form):
    """Nothing but the wish to start."""


class FindRows(forms.Form):
    """Which rows of a batch to list."""

    outcome = fields.SelectField(
        label="Outcome",
        choices=[
            ("", "All rows"),
            *((outcome.value, outcome.words) for outcome in CheckOutcome),
            (ERROR, "Not asked: something is wrong with the row"),
        ],
        required=False,
    )

    def chosen(self) -> str:
        """The outcome to show; empty for all."""
        return str(self.cleaned_data["outcome"]) if self.is_valid() else ""


class CancelBatch(forms.Form):
    """Nothing but the confirmation itself."""
