"""Forms on quotations, decisions, what they changed, and the reading of the analysis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from kernel.fields import BooleanField, CharField, MultipleChoiceField, SelectField, TextField

if TYPE_CHECKING:
    from consultation.models import Theme
    from kernel.models import RuleSet


class QuotationForm(forms.Form):
    text = TextField(
        label="Words to quote",
        hint="Copy them exactly as they stand above.",
        missing="Enter the words to quote",
        max_length=2_000,
        rows=4,
    )


class DecisionForm(forms.Form):
    text = TextField(label="What we decided", missing="Enter what was decided", max_length=2_000, rows=3)
    reasons = TextField(
        label="Why",
        hint="Say how it answers what people said, also where it does not follow them.",
        missing="Enter the reasons",
        max_length=8_000,
        rows=6,
    )
    themes = MultipleChoiceField(
        label="Which themes does it answer?", missing="Select themes of the codebooks", required=False
    )

    def __init__(self, *args: Any, themes: "Sequence[Theme]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["themes"]
        field.choices = [(str(theme.pk), theme.name) for theme in themes]
        field.hints = {str(theme.pk): theme.definition for theme in themes}
        if not themes:
            del self.fields["themes"]

    def clean(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"themes": [int(key) for key in self.cleaned_data.get("themes", ())]}


class ChangeForm(forms.Form):
    """One of the two."""

    rule_set = SelectField(label="Set of rules", required=False)
    clause = CharField(
        label="Or a clause",
        hint="By its name, such as Code of conduct for NHS managers, clause 3f.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, rule_sets: "Sequence[RuleSet]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rule_sets = {str(each.pk): each for each in rule_sets}
        self.fields["rule_set"].choices = [  # type: ignore[attr-defined]
            ("", "None"),
            *((key, str(each)) for key, each in self._rule_sets.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"rule_set": self._rule_sets.get(given.get("rule_set", ""))}


class ReadForm(forms.Form):
    """`seen` says what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    read = BooleanField(
        label="I have read all of this, and decide so", missing="Confirm that you have read all of this"
    )

    def clean(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "read"}
