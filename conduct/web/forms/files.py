"""Forms by which files come in."""

from django import forms

from kernel.fields import CharField, FileField

TYPES = (
    "JPEG, PNG, PDF or plain text (TXT), 20 MB or less. Save documents and emails as PDF. "
    "Where and when a picture was taken is not shown to those who open it."
)


class EvidenceForm(forms.Form):
    description = CharField(
        label="What it is",
        hint="For example, minutes of the board of 3 March 2026, page 4.",
        missing="Enter what the file is",
    )
    file = FileField(label="File", hint=TYPES, missing="Select a file")


class ResponseFileForm(forms.Form):
    description = CharField(
        label="What it is",
        hint="For example, my email to the chief executive of 3 March 2026.",
        missing="Enter what the file is",
    )
    file = FileField(label="File", hint=TYPES, missing="Select a file")
