"""What is asked on the pages of batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from barring.rules.answers import CheckOutcome, Purpose
from barring.web.presenters.batches import QUESTIONS
from kernel import fields
from kernel.layouts import EVERYBODY, NOT_THERE, columns_of
from kernel.web.forms.tables import TableField
from register.rules import Tier

ERROR = "error"


class SendBatch(forms.Form):
    """A file of people to be checked, and why."""

    file = TableField()
    purpose = fields.ChoiceField(
        label="Why do you check these people?",
        choices=[(purpose.value, purpose.words) for purpose in Purpose],
        missing="Select why you check these people",
    )


HINTS = {
    "previous_family_names": "Several in one cell have | between them",
    "date_of_birth": "Like 9/3/1974, with the day first, or 1974-03-09",
    "tier": "Choose a column, or one tier for everybody in the file",
    "client_ref": "Say, the person’s number in your staff record",
}


class LayOut(forms.Form):
    """Which column of a file says what. What a file has to have at least is said at the top."""

    def __init__(self, data: Any, *, headings: Sequence[str], guessed: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(guessed))
        everybody = [(f"{EVERYBODY}{tier.value}", f"Everybody: {tier.words}") for tier in Tier]
        for name, label in QUESTIONS.items():
            choices = [NOT_THERE, *columns_of(headings), *(everybody if name == "tier" else [])]
            self.fields[name] = fields.SelectField(
                label=label, hint=HINTS.get(name, ""), choices=choices, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things, no tier, and too little to look anybody up by."""
        places = {name: place for name, place in (super().clean() or {}).items() if place}
        for name, place in places.items():
            if list(places.values()).count(place) > 1:
                self.add_error(name, f"{QUESTIONS[name]} must have a column of its own")
        if "tier" not in places and "tier" not in self.errors:
            self.add_error("tier", "Select the column with the tier, or one tier for everybody")
        if not ("registration_number" in places or {"family_name", "given_names", "date_of_birth"} <= places.keys()):
            text = "Select where the registration number is; or family name, given names and date of birth"
            self.add_error("registration_number", text)
        return places


class StartBatch(forms.Form):
    """Nothing but the wish to start."""


class FindRows(forms.Form):
    """Which rows of a batch to list."""

    outcome = fields.SelectField(
        label="Outcome",
        choices=[
            ("", "All rows"),
            *((outcome.value, outcome.words) for outcome in CheckOutcome),
            (ERROR, "Not asked: something is wrong with the row"),
        ],
        required=False,
    )

    def chosen(self) -> str:
        """The outcome to show; empty for all."""
        return str(self.cleaned_data["outcome"]) if self.is_valid() else ""


class CancelBatch(forms.Form):
    """Nothing but the confirmation itself."""
