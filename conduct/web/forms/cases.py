"""Forms on cases."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from conduct.rules.risks import Risk
from conduct.web.forms.steps import PersonForm, StepForm
from conduct.workflow import Status
from kernel.clocks import Channel
from kernel.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    SelectField,
    TextField,
)
from kernel.web.forms.people import EnterPersonForm

if TYPE_CHECKING:
    from kernel.models import User


ORDERS = {"newest": "Newest first", "oldest": "Oldest first", "due": "Response due first"}
WAYS = [
    (Channel.EMAIL.value, "Email: they read it here after signing in"),
    (Channel.POST.value, "Post: you print the letter and send it today"),
    (Channel.HAND.value, "By hand: you print the letter and give it to them today"),
]


class CaseFilter(forms.Form):
    """Filters and order of the list, in the address."""

    reference = CharField(label="Reference", required=False, width=20)
    manager = CharField(label="Manager", hint="Name or registration number", required=False, width=20)
    organisation = CharField(
        label="Organisation", hint="Where the manager works or worked: part of its name, or its code", required=False
    )
    risk = SelectField(label="Risk", required=False, choices=[("", "Any risk"), *Risk.choices])
    status = SelectField(label="Stage", required=False, choices=[("", "Any stage"), *Status.choices])
    holder = SelectField(label="Held or investigated by", required=False)
    late = BooleanField(label="Late cases only", required=False)
    order = SelectField(label="Order", required=False, choices=list(ORDERS.items()))

    def __init__(self, *args: Any, holders: "Iterable[User]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Anybody"), *((str(user.pk), user.name) for user in holders)]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]


class OpenCaseForm(StepForm):
    """Confirms whom the case is opened on."""

    person = forms.UUIDField(widget=forms.HiddenInput)


class NewPersonForm(StepForm, EnterPersonForm):
    """Somebody who is not on the register, to open a case on."""


class InvestigatorForm(PersonForm):
    chosen = "investigator"

    investigator = ChoiceField(
        label="Investigator",
        hint="Whoever opened or holds the case cannot investigate it, and an investigator never decides it.",
        missing="Select an investigator",
    )


class ThresholdMetForm(InvestigatorForm):
    reason = TextField(
        label="Why the threshold is met",
        hint="Why it could be serious misconduct, if it were proved.",
        missing="Enter why the threshold is met",
    )


class OtherInvestigatorForm(InvestigatorForm):
    reason = TextField(label="Why the investigator changes", missing="Enter why the investigator changes")


class ReportForm(StepForm):
    summary = TextField(
        label="What the investigation found",
        hint="For each allegation: the evidence for and against, what is not in dispute, and what causes lie beyond "
        "the manager.",
        missing="Enter what the investigation found",
        rows=14,
    )


class ServiceForm(StepForm):
    channel = ChoiceField(label="How do you serve it?", choices=WAYS, missing="Select how you serve it")


class PaperResponseForm(StepForm):
    text = TextField(
        label="Response as received",
        hint="Copy or summarise what came by letter or email, and say so.",
        missing="Enter the response as received",
        rows=14,
    )


class MoreTimeForm(StepForm):
    until_on = DateField(label="Last day to respond", hint="Later than the present one. It can only be made longer")
    reason = TextField(label="Why the manager needs more time", missing="Enter why the manager needs more time")


class MoreTimeToAppealForm(MoreTimeForm):
    until_on = DateField(label="Last day to appeal", hint="Later than the present one. It can only be made longer")


class DecideMoreTimeForm(StepForm):
    decision = ChoiceField(
        label="Your decision",
        choices=(("grant", "Give more time"), ("refuse", "Refuse more time")),
        missing="Select whether you give more time",
    )
    reason = TextField(label="Reasons", missing="Enter your reasons")


class WithdrawForm(StepForm):
    reason = TextField(label="Why the case is withdrawn", missing="Enter why the case is withdrawn")
