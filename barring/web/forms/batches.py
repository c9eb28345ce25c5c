"""What is asked on the pages of batches."""

from django import forms

from barring.rules.answers import CheckOutcome, Purpose
from kernel import fields

ERROR = "error"


class CsvField(forms.FileField):
    """A CSV file, still to be read."""

    component = "file_upload"
    bound_field_class = fields.AskedField


class SendBatch(forms.Form):
    """A file of people to be checked, and why."""

    file = CsvField(
        label="CSV file",
        allow_empty_file=True,
        error_messages={"required": "Select a CSV file", "invalid": "Select a CSV file"},
    )
    purpose = fields.ChoiceField(
        label="Why do you check these people?",
        choices=[(purpose.value, purpose.words) for purpose in Purpose],
        missing="Select why you check these people",
    )


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
