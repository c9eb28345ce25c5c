"""Forms on campaigns."""

from typing import Any

from django import forms

from kernel.fields import CharField, ChoiceField, TextField

IN, OUT = "in", "out"


class LookForm(forms.Form):
    """Nothing but the wish to look."""


class DescribeForm(forms.Form):
    name = CharField(label="Name", max_length=120, missing="Enter a name")
    description = TextField(
        label="What it is", hint="Who wrote the text, if that is known, and what it asks for.", required=False, rows=3
    )


class MemberForm(forms.Form):
    """A response that is of a campaign after all, or is not."""

    number = CharField(label="Number of the response", max_length=20, missing="Enter the number of a response")
    way = ChoiceField(
        label="What is right?",
        choices=[(IN, "It is of this campaign: put it in"), (OUT, "It is not of this campaign: take it out")],
        missing="Select whether it is put in or taken out",
    )
    reason = TextField(label="Why", missing="Enter why", max_length=2_000, rows=2)

    def clean(self) -> dict[str, Any]:
        """For the action."""
        given = dict(self.cleaned_data)
        if "way" in given:
            given["is_member"] = given.pop("way") == IN
        return given
