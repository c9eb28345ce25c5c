"""What is asked of whoever checks that a panel's bar is lawful."""

from typing import Any

from django import forms

from kernel import fields
from kernel.clocks import Channel


class CheckReferral(forms.Form):
    """Whether the bar is lawful as decided, why, and how it is served where it is made."""

    answer = fields.ChoiceField(
        label="Can this bar lawfully be made as the panel decided it?",
        choices=[("lawful", "Yes: make the bar"), ("unlawful", "No: send it back to the panel")],
        missing="Select whether the bar is lawful",
    )
    reason = fields.TextField(
        label="Legal reasons",
        hint="The law that allows this bar, or the law that does not. Whether the person deserves it was for the panel",
        missing="Enter the legal reasons",
        rows=5,
    )
    channel = fields.ChoiceField(label="How is the bar served?", required=False)

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_email = f"By email now, to {address}: they read it here after signing in"
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            *([(Channel.EMAIL.value, by_email)] if address else []),
            (Channel.POST.value, "By post: you print the letter and send it today"),
            (Channel.HAND.value, "By hand: you print the letter and give it today"),
        ]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("answer") == "lawful" and not given.get("channel") and "channel" not in self.errors:
            self.add_error("channel", "Select how the bar is served")
        return given
