"""Forms by which files come in."""

from typing import Any

from django import forms
from django.utils import timezone

from kernel.clocks import today
from kernel.fields import BooleanField, CharField, DateField, FileField

TYPES = (
    "JPEG, PNG, PDF or plain text (TXT), 20 MB or less. Save documents and emails as PDF. "
    "Where and when a picture was taken is not shown to those who open it."
)


class EvidenceForm(forms.Form):
    description = CharField(
        label="What it is",
        hint="For example, minutes of the board of 3 March 2026. The manager reads this with what is disclosed, so it "
        "says nothing of who raised a concern.",
        missing="Enter what the file is",
    )
    obtained_from = CharField(
        label="From whom we have it",
        hint="An organisation or a person. Nobody who raised a concern is named here.",
        missing="Enter from whom we have it",
    )
    obtained_how = CharField(
        label="How we got it",
        hint="For example, by email, in answer to demand 2.",
        missing="Enter how we got it",
    )
    obtained_on = DateField(label="When we got it", missing="Enter when we got it")
    may_name_reporter = BooleanField(
        label="It could name whoever raised a concern",
        hint="Then a second person checks each version before the manager is given it. This is not taken back.",
        required=False,
    )
    file = FileField(label="File", hint=TYPES, missing="Select a file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["obtained_on"].latest = today(timezone.now())  # type: ignore[attr-defined]


class ResponseFileForm(forms.Form):
    description = CharField(
        label="What it is",
        hint="For example, my email to the chief executive of 3 March 2026.",
        missing="Enter what the file is",
    )
    file = FileField(label="File", hint=TYPES, missing="Select a file")
