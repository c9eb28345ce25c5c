"""What every form that acts on a case or concern has: the latest step that its page showed. And those that name
somebody for a part in it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from kernel.errors import ActionRefused
from kernel.fields import ChoiceField
from kernel.web import add_refusal

if TYPE_CHECKING:
    from kernel.models import User

OUT_OF_DATE = "This page is incomplete. Open it again"


class StepForm(forms.Form):
    """A form on a page that shows a state. `seen` is that state: acting on an older one is refused."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**62,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_DATE),
    )

    def show_refusal(self, refusal: ActionRefused, *, seen: int | str) -> None:
        """Show why, keep what was typed, and let the next try act on the state as it is now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["seen"] = str(seen)  # type: ignore[index]
        add_refusal(self, refusal)


class PersonForm(StepForm):
    """A form by which somebody gets a part in a case: its field `chosen` offers `people`, and gives the account."""

    chosen: ClassVar[str]

    def __init__(self, *args: Any, people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        cast(ChoiceField, self.fields[self.chosen]).choices = [(key, user.name) for key, user in self.people.items()]

    def clean(self) -> dict[str, Any]:
        """The account in place of what names it."""
        cleaned = super().clean() or self.cleaned_data
        if self.chosen in cleaned:
            cleaned[self.chosen] = self.people[cleaned[self.chosen]]
        return cleaned
