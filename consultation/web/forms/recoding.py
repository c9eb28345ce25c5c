"""Forms on changes of many answers at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from consultation.rules.recoding import NotRecoded, Way, require_whole
from kernel.fields import CharField, ChoiceField, SelectField, TextField

if TYPE_CHECKING:
    from consultation.models import Theme


class RecodeForm(forms.Form):
    """What is to be changed, in the address: it is looked at before it is done."""

    way = ChoiceField(label="What is done?", choices=Way.choices, missing="Select what is done")
    source = SelectField(label="The theme that answers have now", required=False)
    target = SelectField(label="The theme that they get", missing="Select the theme that they get")
    words = CharField(
        label="Only answers with these words",
        hint="All of them. Put a phrase in quotation marks, or “or” between two words. Leave it empty to merge.",
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, codebook: "Sequence[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(theme.pk), theme.name) for theme in codebook]
        self.fields["source"].choices = [("", "None: a theme is added"), *named]  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", "Select a theme"), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = dict(self.cleaned_data)
        if self.errors:
            return given
        given |= {"source": int(given["source"]) if given["source"] else None, "target": int(given["target"])}
        try:
            require_whole(**given)
        except NotRecoded as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return given


class ConfirmForm(forms.Form):
    """Why, and how many answers there were when somebody looked."""

    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
    reason = TextField(label="Why", missing="Enter why", max_length=2_000, rows=2)


class UndoForm(forms.Form):
    """Nothing but the wish to take it back."""
