"""The form of what many people said together."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.rules.evidence import EvidenceKind
from consultation.web.forms.responding import NumberField
from kernel.fields import CharField, ChoiceField, DateField, TextField

MOST = 100_000_000


class EvidenceForm(forms.Form):
    kind = ChoiceField(label="What is it?", choices=EvidenceKind.choices, missing="Select what it is")
    title = CharField(label="Whose it is, and about what", max_length=200, missing="Enter whose it is")
    people = NumberField(
        label="How many people signed it or took part", width=10, missing="Enter how many people signed it or took part"
    )
    received_on = DateField(label="Day on which it reached us, or was held")
    text = TextField(label="What it says", missing="Enter what it says", rows=12)

    def clean_people(self) -> Any:
        """A number of people."""
        people = int(self.cleaned_data["people"])
        if not 1 <= people <= MOST:
            raise ValidationError("Enter a number of people, 1 or more")
        return people
