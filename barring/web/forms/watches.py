"""What is asked on the pages of watches."""

from typing import Any

from django import forms

from barring.queries.watch_desk import STATES
from barring.rules.answers import CheckOutcome, Purpose
from barring.rules.watch_files import Line, NotRead, lines_of
from barring.rules.watches import LONGEST_REFERENCE
from barring.web.forms.checks import AskCheck
from kernel import fields

STATE_WORDS = {
    "matched": "Watched",
    "unmatched": "Watched, nobody matched yet",
    "in_review": "With us, to be matched",
    "ending": "Ends within 30 days",
    "ended": "Ended",
}
PURPOSES = [(purpose.value, purpose.words) for purpose in Purpose]


class FindWatches(forms.Form):
    """Which watches to list."""

    state = fields.SelectField(
        label="State",
        choices=[("", "All that go on"), *((state, STATE_WORDS[state]) for state in STATES)],
        required=False,
    )
    outcome = fields.SelectField(
        label="Last answer",
        choices=[("", "All answers"), *((outcome.value, outcome.words) for outcome in CheckOutcome)],
        required=False,
    )

    def chosen(self) -> dict[str, str]:
        """What to show; everything where nothing, or nothing sensible, was chosen."""
        return dict(self.cleaned_data) if self.is_valid() else {}


class WatchPerson(AskCheck):
    """A check to begin with, and the reference that the watch is known by."""

    reference = fields.CharField(
        label="Your reference",
        hint="Say, the person’s number in your staff record. No name",
        max_length=LONGEST_REFERENCE,
        width=20,
    )
    client_ref = None  # type: ignore[assignment]  # the check has the watch's

    field_order = ["reference"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"purpose": Purpose.IN_POST.value}, **kwargs)


class RenewWatch(forms.Form):
    """Why the person is to be watched for another year."""

    purpose = fields.ChoiceField(
        label="Why do you still watch this person?", choices=PURPOSES, missing="Select why you still watch this person"
    )


class CsvField(forms.FileField):
    """A CSV file of people to be watched; cleans to its lines."""

    component = "file_upload"
    bound_field_class = fields.AskedField
    accept = ".csv"

    def clean(self, data: Any, initial: Any = None) -> list[Line] | None:
        """Refuse beside the question what is no such file."""
        sent = super().clean(data, initial)
        try:
            return lines_of(sent.read()) if sent else None
        except NotRead as fault:
            raise forms.ValidationError(str(fault)) from None


class UploadWatches(forms.Form):
    """A file of people to be watched, and why."""

    file = CsvField(
        label="CSV file",
        allow_empty_file=True,
        error_messages={"required": "Select a CSV file", "invalid": "Select a CSV file"},
    )
    purpose = fields.ChoiceField(
        label="Why do you watch these people?",
        choices=PURPOSES,
        missing="Select why you watch these people",
        initial=Purpose.IN_POST.value,
    )


class ConfirmForm(forms.Form):
    """Nothing but the confirmation itself."""
