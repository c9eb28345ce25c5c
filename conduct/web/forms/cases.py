"""Forms on cases."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from conduct.rules.determining import Channel
from conduct.web.forms.steps import StepForm
from kernel.clocks import today
from kernel.fields import BooleanField, CharField, ChoiceField, DateField, EmailField, MultipleChoiceField, TextField

Choices = Iterable[tuple[str, str]]


class CaseFilter(forms.Form):
    """Filters and order of the list, in the address."""

    reference = CharField(label="Reference", required=False, width=20)
    status = ChoiceField(label="Stage", required=False)
    holder = ChoiceField(label="Held or investigated by", required=False)
    sort = ChoiceField(
        label="Order",
        required=False,
        choices=[("", "Newest first"), ("oldest", "Oldest first"), ("due", "Response due first")],
    )


class PersonSearchForm(forms.Form):
    """Who a case is about: somebody on the register, found by number, or by name with date of birth."""

    text = CharField(label="Registration number or name", missing="Enter a registration number or a name")
    born = DateField(label="Date of birth", hint="Helps to tell people of one name apart.", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born"].latest = today(timezone.now())  # type: ignore[attr-defined]


class OpenCaseForm(StepForm):
    """Confirms whom the case is opened on."""

    person = forms.UUIDField(widget=forms.HiddenInput)


class NewPersonForm(StepForm):
    """Somebody who is not on the register."""

    given_names = CharField(label="Given names")
    family_name = CharField(label="Family name")
    born = DateField(label="Date of birth", hint="For example, 31 3 1975.")
    email = EmailField(label="Email address", autocomplete="off", required=False)
    nobody_matches = BooleanField(
        label="I have searched the register, and this person is not on it",
        missing="Search the register first, then confirm that this person is not on it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born"].latest = today(timezone.now())  # type: ignore[attr-defined]


class AllegationForm(StepForm):
    """An allegation with the clauses it cites. Only clauses that bound managers on the day are accepted."""

    text = TextField(
        label="Allegation",
        hint="What the manager is said to have done or not done, in words they can answer.",
        missing="Enter the allegation",
    )
    conduct_on = DateField(
        label="Date of the conduct",
        hint="The first day of it. The Code’s version in force on this day applies.",
        missing="Enter the date of the conduct",
    )
    clauses = MultipleChoiceField(label="Clauses of the Code", missing="Select at least one clause of the Code")

    def __init__(self, *args: Any, choices: Choices, hints: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clauses: Any = self.fields["clauses"]
        clauses.choices, clauses.hints = list(choices), hints
        self.fields["conduct_on"].latest = today(timezone.now())  # type: ignore[attr-defined]

    @property
    def conduct_date(self) -> date:
        found: date = self.cleaned_data["conduct_on"]
        return found


class InvestigatorForm(StepForm):
    investigator = ChoiceField(
        label="Investigator",
        hint="Whoever opened or holds the case cannot investigate it, and an investigator never decides it.",
        missing="Select an investigator",
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investigator"].choices = list(choices)  # type: ignore[attr-defined]


class ReportForm(StepForm):
    summary = TextField(
        label="What the investigation found",
        hint="For each allegation: the evidence for and against, what is not in dispute, and what causes lie beyond "
        "the manager.",
        missing="Enter what the investigation found",
        rows=14,
    )


class ServiceForm(StepForm):
    channel = ChoiceField(label="How do you serve it?", choices=Channel.choices, missing="Select how you serve it")


class ResponseForm(StepForm):
    text = TextField(
        label="Response to the allegations",
        hint="Answer each allegation by its number. You can send one response.",
        missing="Enter a response to the allegations",
        rows=14,
    )


class PaperResponseForm(StepForm):
    text = TextField(
        label="Response as received",
        hint="Copy or summarise what came by letter or email, and say so.",
        missing="Enter the response as received",
        rows=14,
    )


class WithdrawForm(StepForm):
    reason = TextField(label="Why the case is withdrawn", missing="Enter why the case is withdrawn")


class ConfirmForm(StepForm):
    """Nothing to fill in: pressing the button is the answer."""
