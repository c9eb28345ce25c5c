"""Forms on what the machine suggests."""

from django import forms

from consultation.rules.suggesting import FEWEST_GROUPS, MOST_GROUPS
from kernel.fields import SelectField, TextField


class ProposeForm(forms.Form):
    """For how many themes it looks."""

    groups = SelectField(
        label="How many themes it looks for",
        hint="Few give broad themes, many give narrow ones. You can look again with another number.",
        choices=[(str(each), str(each)) for each in range(FEWEST_GROUPS, MOST_GROUPS + 1)],
        initial="8",
        missing="Select how many",
    )

    def clean_groups(self) -> int:
        """As a number."""
        return int(self.cleaned_data["groups"])


class SuggestForm(forms.Form):
    """Nothing but the wish for suggestions."""


class RefuseForm(forms.Form):
    reason = TextField(
        label="Why it is no theme",
        hint="Such as: it is only a way to begin, or another theme has it already.",
        missing="Enter why it is no theme",
        max_length=2_000,
        rows=2,
    )
