"""The form of a file that somebody sends with their response."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from kernel.fields import FileField, SelectField
from kernel.files.kinds import TAKEN


class PaperFileForm(forms.Form):
    """What came with a response on paper, for a question that asks for a file."""

    question = SelectField(label="Which question is it for?", missing="Select the question")
    file = FileField(label="The file, such as a scan", hint=f"{TAKEN}, of 20 MB or less.", missing="Select the file")

    def __init__(self, data: QueryDict | None, files: Any = None, *, questions: Mapping[str, str]) -> None:
        super().__init__(data, files)
        self.fields["question"].choices = list(questions.items())  # type: ignore[attr-defined]


class ResponseFileForm(forms.Form):
    file = FileField(
        label="Add a file",
        hint=f"{TAKEN}, of 20 MB or less. We keep a copy that we make of it, and neither its name nor who made "
        "it. Check that what it shows does not tell who somebody is.",
        missing="Select the file",
    )
