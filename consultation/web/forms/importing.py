"""Which column of a file of responses says what."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from consultation.rules.imports import named
from consultation.rules.questionnaire import Question, RespondentType
from consultation.rules.responding import Publish
from consultation.web.forms.entering import CHANNELS
from kernel.fields import DateField, SelectField, TextField
from kernel.files.tables import ANSWERS
from kernel.layouts import EVERYBODY, NOT_THERE, columns_of
from kernel.web.forms.tables import TableField

ABOUT = {
    "reference": (
        "Reference",
        "A number that each response has where the file comes from. Rows of one reference count once",
    ),
    "respondent_type": ("Who answers", "A column, or one for every row"),
    "organisation": ("Name of the organisation", "Only for those that answer for one"),
    "channel": ("How it came", "A column, or one for every row"),
    "received": ("When it was received", "A column with days like 3/12/2024, the day first, with the time or without"),
    "publish": ("May be published", "A column, or one for every row. What says nothing is not published"),
    "name": ("Name", "Kept only of those who consent to be named"),
}
EVERY_ROW: Mapping[str, Sequence[tuple[str, str]]] = {
    "respondent_type": RespondentType.choices,
    "channel": CHANNELS,
    "publish": Publish.choices,
}


class SendForm(forms.Form):
    """A file of responses."""

    file = TableField(shape=ANSWERS)


class ColumnsForm(forms.Form):
    """Which column says what. `questions` are those that are asked, equality questions apart."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        headings: Sequence[str],
        questions: Sequence[Question],
        guessed: Mapping[str, str],
    ) -> None:
        places = dict(guessed)
        day = places.get("received", "").removeprefix(EVERYBODY) if EVERYBODY in places.get("received", "") else ""
        late = places.get("late_reason", "").removeprefix(EVERYBODY)
        initial = places | {"received_day": date.fromisoformat(day) if day else None, "late_reason": late}
        super().__init__(data, initial=initial)
        columns = columns_of(headings)
        for name, (label, hint) in ABOUT.items():
            every = [(f"{EVERYBODY}{key}", f"Every row: {words}") for key, words in EVERY_ROW.get(name, ())]
            choices = [NOT_THERE, *columns, *every]
            self.fields[name] = SelectField(label=label, hint=hint, choices=choices, required=False)
        self.fields["received_day"] = DateField(
            label="The day on which all were received", hint="If no column says it.", required=False
        )
        self.fields["late_reason"] = TextField(
            label="Why those from after the close are taken",
            hint="Leave it empty to take none of them.",
            required=False,
            max_length=2_000,
            rows=2,
        )
        self.answers = {name: label for each in questions for name, label in named(each)}
        for name, label in self.answers.items():
            self.fields[name] = SelectField(label=label, choices=[NOT_THERE, *columns], required=False)

    def clean(self) -> dict[str, Any]:
        """By what a row may say where it stands. Refuses one column for two things, and no type, time or answer."""
        given = dict(self.cleaned_data)
        day, late = given.pop("received_day", None), given.pop("late_reason", "")
        places = {name: place for name, place in given.items() if place}
        columns = [place for place in places.values() if not place.startswith(EVERYBODY)]
        for name, place in places.items():
            if columns.count(place) > 1:
                self.add_error(name, f"“{self.fields[name].label}” must have a column of its own")
        if "respondent_type" not in places:
            self.add_error("respondent_type", "Select the column that says who answers, or one for every row")
        if ("received" in places) == bool(day):
            self.add_error("received", "Select the column with the day of receipt, or enter one day for every row")
        if not self.answers.keys() & places.keys():
            self.add_error(None, "Select a column for one question at least")
        if day:
            places["received"] = f"{EVERYBODY}{day.isoformat()}"
        if late:
            places["late_reason"] = f"{EVERYBODY}{late}"
        return places


class StartForm(forms.Form):
    """Take in the good rows, or nothing."""
