"""Forms of staff work: notes, tasks, the team queue, saved views."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from conduct.queries.timeline import KINDS
from conduct.rules.notes import Visibility
from kernel.clocks import today
from kernel.fields import BooleanField, CharField, ChoiceField, DateField, MultipleChoiceField, SelectField, TextField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case
    from kernel.models import User


def account_choices(people: "Mapping[str, User]") -> list[tuple[str, str]]:
    """Accounts to choose from, by name."""
    return [(key, one.name) for key, one in people.items()]


class NoteForm(forms.Form):
    visibility = ChoiceField(label="Who is it for?", choices=Visibility.choices, missing="Select who it is for")
    text = TextField(label="Note", hint="Notes are never changed or removed.", missing="Enter the note")

    def clean_visibility(self) -> Visibility:
        return Visibility(self.cleaned_data["visibility"])


class TaskForm(forms.Form):
    text = TextField(label="What is to be done", missing="Enter what is to be done", rows=3, max_length=2_000)
    owner = SelectField(label="Who does it", missing="Select who does it")
    due_on = DateField(label="By which day", missing="Enter the day by which it is to be done")

    def __init__(self, *args: Any, people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        cast(SelectField, self.fields["owner"]).choices = account_choices(self.people)

    def clean_owner(self) -> "User":
        return self.people[self.cleaned_data["owner"]]

    def clean_due_on(self) -> Any:
        """Not in the past."""
        if self.cleaned_data["due_on"] < today(timezone.now()):
            raise forms.ValidationError("The day must be today or later")
        return self.cleaned_data["due_on"]


class FinishForm(forms.Form):
    outcome = TextField(label="What came of it", missing="Enter what came of it", rows=4)


class TimelineFilter(forms.Form):
    kind = SelectField(
        label="Show", required=False, choices=[("", "Everything"), *((one.name, one.label) for one in KINDS)]
    )


class TeamFilter(forms.Form):
    """Filters of the team queue, in the address."""

    holder = SelectField(label="Held by", required=False)
    late = BooleanField(label="Late cases only", required=False)

    def __init__(self, *args: Any, holders: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = account_choices({str(one.pk): one for one in holders})
        cast(SelectField, self.fields["holder"]).choices = [("", "Anybody"), *people]


class AssignForm(forms.Form):
    """Several cases to one caseworker. `offered`: by reference, what is said of a case."""

    cases = MultipleChoiceField(label="Cases", missing="Select at least one case")
    caseworker = SelectField(label="Hand them over to", missing="Select a caseworker")
    reason = TextField(label="Why they are handed over", missing="Enter why they are handed over", rows=3)

    def __init__(self, *args: Any, offered: Mapping[str, str], people: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        field = cast(MultipleChoiceField, self.fields["cases"])
        field.choices, field.hints = [(one, one) for one in offered], dict(offered)
        cast(SelectField, self.fields["caseworker"]).choices = [
            ("", "Choose a caseworker"),
            *account_choices(self.people),
        ]

    def clean_caseworker(self) -> "User":
        return self.people[self.cleaned_data["caseworker"]]


class LinkForm(forms.Form):
    """Another case, and why it belongs with this one."""

    other = CharField(
        label="The other case",
        hint="Its reference, such as CC-2026-0001.",
        missing="Enter the reference of the other case",
        width=20,
    )
    reason = TextField(
        label="What failure they have in common",
        hint="Kept with the link; where a case belongs to a group already, the group’s own reason stands.",
        missing="Enter what failure they have in common",
        rows=4,
    )

    def __init__(self, *args: Any, cases: "QuerySet[Case]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_other(self) -> "Case":
        """The case of that reference, if whoever asks may open it."""
        found = self.cases.filter(reference=self.cleaned_data["other"].upper()).first()
        if found is None:
            raise forms.ValidationError("There is no case with that reference that you may open")
        return found


class SaveViewForm(forms.Form):
    name = CharField(label="Name of this view", missing="Enter a name for this view", max_length=60, width=20)
    page = forms.ChoiceField(choices=[("cases", ""), ("concerns", ""), ("team", "")], widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=1_000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """As it is written in an address: a line break in it would end a header."""
        return QueryDict(self.cleaned_data["query"]).urlencode()
