"""Forms on concerns: the reporter's, and those by which staff deal with one."""

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from conduct.rules.reporting import Category
from conduct.web.forms.steps import StepForm
from conduct.workflow import ConcernStatus
from kernel.clocks import today
from kernel.fields import CharField, ChoiceField, OrganisationField, SelectField, TextField
from kernel.queries import organisations

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conduct.models import Case

DRAFT_SALT = "conduct.concern-draft"
NOT_FOUND = "We cannot find a concern with that code. Check that you have typed all of it, then try again"


def new_draft() -> str:
    """A secret for one form, signed so that nobody can bring one that is easy to guess."""
    return signing.dumps(secrets.token_urlsafe(24), salt=DRAFT_SALT)


def known_organisations() -> list[tuple[str, str]]:
    """Suggestions for the place of work."""
    return [(row.code, row.name) for row in organisations(open_on=today(timezone.now()))]


class OrganisationInAnyWords(OrganisationField):
    """An organisation of the list, or any other words: a reporter may not know its proper name."""

    def clean(self, value: Any) -> str:
        return str(CharField.clean(self, value))


class ConcernForm(forms.Form):
    """A concern. It asks for nothing about whoever fills it in."""

    draft = forms.CharField(widget=forms.HiddenInput)
    category = ChoiceField(
        label="What is your concern mainly about?",
        choices=Category.choices,
        missing="Select what your concern is mainly about",
    )
    about_name = CharField(
        label="Name of the manager",
        hint="As much of it as you know. If you do not know the name, say which post they hold.",
        missing="Enter the name of the manager, or the post they hold",
    )
    about_role = CharField(label="Their job", hint="For example, chief operating officer.", required=False)
    organisation = OrganisationInAnyWords(
        label="Where they worked at the time",
        hint="The trust or other organisation.",
        organisations=known_organisations,
        required=False,
    )
    what_happened = TextField(
        label="What happened",
        hint="What the manager did or did not do, and how you know. Do not write who you are.",
        missing="Enter what happened",
        rows=12,
        counted=True,
    )
    when_text = CharField(
        label="When it happened", hint="A date, a month or a period, as well as you remember.", required=False
    )

    def clean_draft(self) -> str:
        """The secret in the draft; an altered one is taken for a page that is too old."""
        try:
            return str(signing.loads(self.cleaned_data["draft"], salt=DRAFT_SALT))
        except signing.BadSignature:
            raise forms.ValidationError("This page is out of date. Copy what you wrote, then open it again") from None


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


class CloseConcernForm(StepForm):
    reason = TextField(
        label="Why the concern is closed",
        hint="For our own record. The reporter is told only that we have finished.",
        missing="Enter why the concern is closed",
    )


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

    status = SelectField(label="Stage", required=False, choices=[("", "Any stage"), *ConcernStatus.choices])
    category = SelectField(label="About", required=False, choices=[("", "Anything"), *Category.choices])
