"""What every form that acts on a case or concern has: the latest step that its page showed."""

from typing import Any

from django import forms

from kernel.errors import ActionRefused
from kernel.web import add_refusal

OUT_OF_DATE = "This page is incomplete. Open it again"


class StepForm(forms.Form):
    """A form on a page that shows a state. `seen` is that state: acting on an older one is refused."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**62,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_DATE),
    )

    def show_refusal(self, refusal: ActionRefused, *, seen: int) -> None:
        """Show why, keep what was typed, and let the next try act on the state as it is now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["seen"] = str(seen)  # type: ignore[index]
        add_refusal(self, refusal)
