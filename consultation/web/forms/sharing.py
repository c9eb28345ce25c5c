"""Forms on whose part it is to read which answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django import forms

from kernel.fields import CharField, ChoiceField, MultipleChoiceField, SelectField

if TYPE_CHECKING:
    from kernel.models import User

FIRST: Final = "first"
SECOND: Final = "second"
READINGS: Final = ((FIRST, "As the first reader"), (SECOND, "As the second reader, of the sample"))
MOST: Final = 1_000_000


def _named(people: "Iterable[User]") -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in people]


class ShareForm(forms.Form):
    reading = ChoiceField(label="How they read", choices=READINGS, initial=FIRST, missing="Select how they read")
    readers = MultipleChoiceField(
        label="Who reads",
        hint="The answers are split evenly. Nobody reads one answer twice.",
        missing="Select who reads",
    )
    count = CharField(
        label="How many answers, together",
        hint="Leave it empty for all that nobody has.",
        required=False,
        max_length=7,
    )

    def __init__(self, *args: Any, people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["readers"].choices = _named(people)  # type: ignore[attr-defined]

    def clean_count(self) -> int | None:
        """As a number; None for all."""
        given = self.cleaned_data["count"].replace(",", "")
        if not given:
            return None
        if not (given.isascii() and given.isdigit() and 0 < int(given) <= MOST):
            raise forms.ValidationError("Enter how many as a number, such as 200, or leave it empty for all")
        return int(given)

    def clean(self) -> dict[str, Any]:
        """As the action takes it."""
        given = dict(self.cleaned_data)
        if not self.errors:
            given["is_second"] = given.pop("reading") == SECOND
            given["readers"] = [int(key) for key in given["readers"]]
        return given


class HandOverForm(forms.Form):
    to = SelectField(label="Who reads them instead", missing="Select who reads them instead")

    def __init__(self, *args: Any, people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "Select a person"), *_named(people)]  # type: ignore[attr-defined]

    def clean_to(self) -> int:
        """By number."""
        return int(self.cleaned_data["to"])
