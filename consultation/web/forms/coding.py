"""Forms on themes: the codebook, and the themes in one answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from kernel.fields import BooleanField, CharField, MultipleChoiceField, TextField

if TYPE_CHECKING:
    from consultation.models import Theme


class ThemeForm(forms.Form):
    name = CharField(
        label="Name",
        hint="As it will stand in the report, such as fear of speaking up.",
        max_length=120,
        missing="Enter the name of the theme",
    )
    definition = TextField(
        label="Definition",
        hint="What an answer must say to belong to it, and what is not enough, so that two people find the same.",
        missing="Enter the definition",
        rows=4,
    )


class ChangeThemeForm(ThemeForm):
    is_retired = BooleanField(
        label="Retire this theme", hint="It is found in no further answer and counts nowhere.", required=False
    )


class CodingForm(forms.Form):
    """The themes of a codebook that an answer may have. None of them is an answer too."""

    answer = forms.IntegerField(widget=forms.HiddenInput)
    suggested_by = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31, required=False)
    themes = MultipleChoiceField(
        label="Which themes are in it?",
        hint="Select none if there is none.",
        missing="Select themes of the codebook",
        required=False,
    )

    def __init__(self, *args: Any, codebook: "Sequence[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        field.choices = [(str(theme.pk), theme.name) for theme in codebook]
        field.hints = {str(theme.pk): theme.definition for theme in codebook}

    def clean_themes(self) -> list[int]:
        """The themes by their numbers."""
        return [int(key) for key in self.cleaned_data["themes"]]
