"""The form in which staff say what a response tells of, and what they did."""

from collections.abc import Iterable
from typing import Any

from django import forms

from consultation.rules.disclosures import Done
from kernel.fields import ChoiceField, TextField


class DisclosureForm(forms.Form):
    done = ChoiceField(label="What was done?", missing="Select what was done")
    text = TextField(
        label="In your words",
        hint="What it tells of, or what was done and when. Name nobody who is not named in the response.",
        max_length=4_000,
        missing="Enter it in your words",
    )

    def __init__(self, data: Any, *, steps: Iterable[Done]) -> None:
        super().__init__(data)
        self.fields["done"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]
