"""The form of a file that somebody sends with their response."""

from django import forms

from kernel.fields import FileField
from kernel.files.kinds import TAKEN


class ResponseFileForm(forms.Form):
    file = FileField(
        label="Add a file",
        hint=f"{TAKEN}, of 20 MB or less. We keep a copy that we make of it, and neither its name nor who made "
        "it. Check that what it shows does not tell who somebody is.",
        missing="Select the file",
    )
