"""Forms by which custodians open an identity together."""

from typing import Any, cast

from django import forms

from conduct.rules.identities import grounds_of
from kernel.fields import ChoiceField, TextField


class AskForm(forms.Form):
    ground = ChoiceField(
        label="On what ground?",
        hint="The reporter is told which.",
        missing="Select the ground",
    )
    reason = TextField(
        label="Reason",
        hint="For the second custodian, and for the record. Do not write a name.",
        missing="Enter the reason",
        max_length=2_000,
    )

    def __init__(self, *args: Any, mode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ChoiceField, self.fields["ground"]).choices = [(one.value, one.label) for one in grounds_of(mode)]


class DecideForm(forms.Form):
    decision = ChoiceField(
        label="Decision",
        choices=[("approve", "Approve"), ("refuse", "Refuse")],
        hints={"approve": "The custodian who asked is shown what is sealed, once, and the reporter is told"},
        missing="Select a decision",
    )
    reason = TextField(
        label="Reason",
        hint="Is there no lesser way, and is it proportionate?",
        missing="Enter the reason",
        max_length=2_000,
    )
