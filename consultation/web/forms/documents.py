"""The form of a document."""

from django import forms

from consultation.rules.languages import CALLED
from kernel.fields import CharField, ChoiceField, FileField
from kernel.files.kinds import TAKEN


class DocumentForm(forms.Form):
    title = CharField(
        label="Title", hint="As people find it on the page.", max_length=160, missing="Enter the title of the document"
    )
    language = ChoiceField(
        label="Language",
        choices=[("", "English"), *((key, words.capitalize()) for key, words in CALLED.items())],
        required=False,
        initial="",
    )
    file = FileField(label="File", hint=f"{TAKEN[:1].upper()}{TAKEN[1:]}.", missing="Select the file")
