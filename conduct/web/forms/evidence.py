"""Forms on exhibits."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django import forms

from conduct.web.forms.files import TYPES
from kernel.fields import CharField, ChoiceField, FileField, MultipleChoiceField, TextField

if TYPE_CHECKING:
    from conduct.models import Allegation, ExhibitVersion


class RedactForm(forms.Form):
    redactions = TextField(
        label="What is left out, and why",
        hint="For example, page 2, the name of a patient: it bears on nothing. Write here no name that is left out.",
        missing="Enter what is left out, and why",
    )
    file = FileField(label="The version with that left out", hint=TYPES, missing="Select a file")


class FromConcernForm(forms.Form):
    description = CharField(
        label="What it is",
        hint="For example, rota of ward 7 of March 2026. The manager reads this with what is disclosed, so it says "
        "nothing of who sent it.",
        missing="Enter what the file is",
    )


class MarkForm(forms.Form):
    reason = TextField(
        label="What in it could name whoever raised a concern",
        hint="Such as a turn of phrase, a shift, or who was in the room. Do not write a name.",
        missing="Enter what in it could name whoever raised a concern",
    )


class CheckForm(forms.Form):
    passed = ChoiceField(
        label="May this version be handed on?",
        choices=(("yes", "Yes"), ("no", "No, more has to be left out")),
        missing="Select whether this version may be handed on",
    )
    words = TextField(
        label="What you looked at",
        hint="Each page, the words that can be copied out, pictures, file names, times, and who else could be meant.",
        missing="Enter what you looked at",
    )

    def clean_passed(self) -> bool:
        return bool(self.cleaned_data["passed"] == "yes")


class TieForm(forms.Form):
    allegations = MultipleChoiceField(label="Which allegations does it bear on?", required=False)

    def __init__(self, *args: Any, allegations: "Iterable[Allegation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.number): one for one in allegations}
        field = cast(MultipleChoiceField, self.fields["allegations"])
        field.choices = [(number, f"Allegation {number}") for number in self.known]
        field.hints = {number: one.text for number, one in self.known.items()}

    def clean_allegations(self) -> "list[Allegation]":
        return [self.known[number] for number in self.cleaned_data["allegations"]]


class DiscloseForm(forms.Form):
    versions = MultipleChoiceField(
        label="What is disclosed", missing="Select at least one exhibit", hint="The latest version of each exhibit."
    )

    def __init__(self, *args: Any, versions: "Iterable[ExhibitVersion]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in versions}
        field = cast(MultipleChoiceField, self.fields["versions"])
        field.choices = [
            (key, f"Exhibit {one.exhibit.number}, version {one.number}: {one.exhibit.description}")
            for key, one in self.known.items()
        ]
        field.hints = {key: one.redactions or "As it came" for key, one in self.known.items()}

    def clean_versions(self) -> "list[ExhibitVersion]":
        return [self.known[key] for key in self.cleaned_data["versions"]]
