"""Forms about who a person is, their registration and their posts."""

from datetime import date
from typing import Any

from django import forms

from kernel import fields
from kernel.web.forms.people import EnterPersonForm, family_name, given_names, has_letters
from register.rules import Grade, LeadKind, Tier
from register.web.forms.search import FIRST, open_organisations, readable_number

TIERS = [(tier.value, tier.words) for tier in Tier]
GRADES = [(grade.value, grade.words) for grade in Grade]


def reason() -> fields.TextField:
    return fields.TextField(
        label="Reason for the change", hint="It is kept with the change for good", max_length=2_000, rows=3
    )


def day(label: str, hint: str = "For example, 5 1 2026", *, required: bool = True) -> fields.DateField:
    return fields.DateField(label=label, hint=hint, earliest=FIRST, required=required)


class NewPersonForm(EnterPersonForm):
    """Somebody to enter, with all that a registrar may know."""

    previous_family_names = fields.TextField(
        label="Previous family names", hint="One on each line", required=False, max_length=1_000, rows=2
    )
    national_insurance_number = fields.CharField(
        label="National Insurance number",
        hint="For example, QQ 12 34 56 C. It can be compared but never read again",
        required=False,
        width=20,
        max_length=20,
    )
    field_order = ("family_name", "given_names", "previous_family_names")

    def clean_previous_family_names(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["previous_family_names"].splitlines() if name.strip()]
        for name in names:
            has_letters(name)
        return names

    def identity(self) -> dict[str, Any]:
        """What tells whether somebody is there already, previous family names too."""
        return {**super().identity(), "also": self.cleaned_data["previous_family_names"]}


class CorrectNameForm(forms.Form):
    family_name = family_name()
    given_names = given_names()
    reason = reason()


class ChangeNameForm(forms.Form):
    family_name = family_name()
    given_names = given_names()
    changed_on = day("Day of the change")
    reason = reason()


class BirthDateForm(forms.Form):
    date_of_birth = day("Date of birth", "For example, 9 3 1974")
    reason = reason()


class NationalInsuranceForm(forms.Form):
    number = fields.CharField(
        label="National Insurance number", hint="For example, QQ 12 34 56 C", width=20, max_length=20
    )
    reason = reason()


class CorrectEmailForm(forms.Form):
    """An address instead of the one that the page showed."""

    instead_of = forms.CharField(widget=forms.HiddenInput, required=False)
    email = fields.EmailField(label="Email address", hint="Leave it empty to take the address off", required=False)
    reason = reason()


class InvitationForm(forms.Form):
    email = fields.EmailField(label="Email address")


class RegistrationForm(forms.Form):
    grade = fields.ChoiceField(label="Grade", choices=GRADES)
    registered_on = day("Registered from")


class EndRegistrationForm(forms.Form):
    """The registration lapsed or was given up."""

    ending = fields.ChoiceField(
        label="What happened", choices=[("lapsed", "It lapsed"), ("resigned", "The person gave it up")]
    )
    ended_on = day("From which day")
    reason = reason()


class CorrectRegistrationForm(RegistrationForm):
    reason = reason()


class TakeOffForm(forms.Form):
    reason = reason()


class NewPostForm(forms.Form):
    organisation = fields.OrganisationField(
        label="Organisation", hint="Its full name or code", organisations=open_organisations
    )
    title = fields.CharField(label="Job title", max_length=150)
    tier = fields.ChoiceField(label="Tier", choices=TIERS)
    started_on = day("First day")
    reports_to = fields.CharField(
        label="Registration number of the person they report to", required=False, width=20, max_length=40
    )

    def clean_reports_to(self) -> str:
        typed: str = self.cleaned_data["reports_to"]
        return readable_number(typed) if typed else ""


class CorrectPostForm(NewPostForm):
    ended_on = day("Last day", "Leave empty if the post is still held", required=False)
    reason = reason()


class EndPostForm(forms.Form):
    ended_on = day("Last day in the post", "For example, 31 3 2026")


class LeadForm(forms.Form):
    kind = fields.ChoiceField(label="Which lead?", choices=[(kind.value, kind.words) for kind in LeadKind])
    started_on = day("First day as lead")

    def clean_kind(self) -> LeadKind:
        return LeadKind(self.cleaned_data["kind"])


class CorrectLeadForm(LeadForm):
    ended_on = day("Last day as lead", "Leave empty if they still lead", required=False)
    reason = reason()


class EndLeadForm(forms.Form):
    ended_on = day("Last day as lead", "For example, 31 3 2026")


def latest_day(form: forms.Form, latest: date) -> None:
    """Nothing on the register is dated after today."""
    for field in form.fields.values():
        if isinstance(field, fields.DateField):
            field.latest = latest
