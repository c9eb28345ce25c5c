"""Forms on concerns: a reporter's who comes back, and those by which staff deal with one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from conduct.rules.identities import Fact, Identity, Mode
from conduct.rules.reporting import Category
from conduct.rules.summaries import Reading
from conduct.web.forms.files import TYPES
from conduct.web.forms.raising import IdentityForm
from conduct.web.forms.steps import StepForm
from conduct.workflow import ConcernStatus
from kernel.fields import BooleanField, CharField, ChoiceField, EmailField, FileField, SelectField, TextField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case

NOT_FOUND = "We cannot find a concern with that code. Check that you have typed all of it, then try again"


class ReceiptForm(forms.Form):
    """A receipt code as typed. Every way of getting it wrong has the same answer, and none is shown back."""

    code = CharField(label="Your receipt code", hint="It has 28 letters and numbers.", missing=NOT_FOUND, width=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].clean = str  # type: ignore[assignment, method-assign]  # what no code can be is simply not found

    def not_found(self) -> None:
        """Say so, with the input empty again."""
        self.add_error("code", NOT_FOUND)
        self.data = QueryDict()


class MessageForm(forms.Form):
    """A message to or from a reporter."""

    text = TextField(label="Message", missing="Enter a message", rows=6)

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = hint


class ReplyForm(MessageForm):
    """What a reporter adds to their concern: words, a file, or both."""

    file = FileField(
        label="Add a file",
        hint=f"{TYPES} Nor is what the file was called, or who made it. Check that what it shows does not tell who you "
        "are, unless you accept that.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean(self) -> dict[str, Any]:
        """Something must be sent."""
        given = super().clean() or {}
        if not self.errors and not given.get("text") and not given.get("file"):
            self.add_error("text", "Enter a message, or choose a file")
        return given


class CloseConcernForm(StepForm):
    reason = TextField(
        label="Why the concern is closed",
        hint="For our own record. The reporter does not see this.",
        missing="Enter why the concern is closed",
    )
    told = TextField(
        label="What the reporter is told",
        hint="What was done, and why no more can be said. Do not say whether there is, or was, a case.",
        missing="Enter what the reporter is told",
    )


class ReopenForm(StepForm):
    reason = TextField(
        label="Why it is taken up again",
        hint="Such as what came since. For our own record: the reporter is told only that we look into it again.",
        missing="Enter why it is taken up again",
    )


class ReadingForm(forms.Form):
    """Who may read the words of a concern; `shown_...` say how much of it the page showed."""

    reading = ChoiceField(
        label="Who may read this concern?",
        choices=Reading.choices,
        missing="Select who may read this concern",
    )
    summary = TextField(
        label="Summary for the others",
        hint="What a case needs to know, without what only its reporter could know: no post, ward, shift, date or turn "
        "of phrase that would lead to them.",
        required=False,
        rows=8,
    )
    shown_messages = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)
    shown_files = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def clean(self) -> dict[str, Any]:
        """A summary is there where it is all that others see; the numbers shown as a pair."""
        given = super().clean() or {}
        if given.get("reading") == Reading.SUMMARY and not given.get("summary"):
            self.add_error("summary", "Enter a summary for the others")
        if self.errors:
            return given
        shown = (given.pop("shown_messages"), given.pop("shown_files"))
        return {**given, "reading": Reading(given["reading"]), "shown": shown}


class TakeOverForm(StepForm):
    reason = TextField(label="Why you read it in their place", missing="Enter why you read it in their place")


class AddIdentityForm(IdentityForm):
    """Who a reporter is, given after they raised the concern; or where notices go, alone."""

    mode = ChoiceField(
        label="How may what you seal be used?",
        choices=[(one.value, str(one.label)) for one in (Mode.CONFIDENTIAL, Mode.NAMED)],
        required=False,
    )
    notices_to = EmailField(
        label="Email address for notices",
        hint="Leave it empty to get none. Do not give an address at work.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False

    field_order = ("mode", "name", "email", "telephone", "other", "notices_to")

    def clean(self) -> dict[str, Any]:
        """Something to seal; and where it is who they are, how it may be used."""
        given = super().clean() or {}
        if self.errors:
            return given
        said = Identity(**{fact.value: given.get(fact.value, "") for fact in Fact})
        if not said.holds and not given.get("notices_to"):
            self.add_error("name", "Enter your name, how to reach you, or an address for notices")
        elif said.holds and not given.get("mode"):
            self.add_error("mode", "Select how what you seal may be used")
        mode = Mode(given["mode"]) if given.get("mode") else Mode.CONFIDENTIAL
        return {"mode": mode, "identity": said if said.holds else None, "notices_to": given.get("notices_to", "")}


class JoinCaseForm(StepForm):
    case = CharField(
        label="Case",
        hint="The reference of an open case, such as CC-2026-0001.",
        missing="Enter the reference of an open case",
        width=20,
    )

    def __init__(self, *args: Any, cases: "QuerySet[Case]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_case(self) -> "Case":
        """The open case of that reference."""
        found = self.cases.filter(reference=self.cleaned_data["case"].upper()).first()
        if found is None:
            raise forms.ValidationError("There is no open case with that reference")
        return found


class ConcernFilter(forms.Form):
    """Filters of the list, in the address."""

    about = CharField(label="Manager", hint="Part of the name that the reporter gave", required=False, width=20)
    organisation = CharField(label="Organisation", hint="Part of its name, or its code", required=False)
    status = SelectField(label="Stage", required=False, choices=[("", "Any stage"), *ConcernStatus.choices])
    category = SelectField(label="About", required=False, choices=[("", "Anything"), *Category.choices])
    unanswered = BooleanField(label="Only where nobody has written to the reporter", required=False)
