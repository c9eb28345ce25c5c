"""Forms by which responses are prepared for publication."""

from django import forms

from consultation.rules.publishing import Because
from kernel.fields import ChoiceField, TextField


class SeenForm(forms.Form):
    """A button on a page that shows a state: the state goes along, so that nobody acts on another one."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31, required=False)

    def clean_seen(self) -> int:
        """Nothing is known of a page that does not say."""
        return int(self.cleaned_data["seen"] or 0)


class RemovalForm(SeenForm):
    words = TextField(
        label="Words to remove",
        hint="Copy them exactly as they stand above. They are removed wherever they stand in this response.",
        missing="Enter the words to remove",
        rows=3,
    )
    because = ChoiceField(
        label="Why are they removed?",
        choices=[(one.value, one.label.capitalize()) for one in Because],
        missing="Select why they are removed",
    )


class TakeDownForm(forms.Form):
    reason = TextField(label="Why it is taken down", missing="Enter why it is taken down", rows=3, max_length=2_000)
