"""Searches, sent by GET."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kernel import fields
from kernel.clocks import today
from kernel.queries import organisation_choices
from register.rules.names import words
from register.rules.numbers import InvalidNumber, parse

FIRST = date(1900, 1, 1)
FEWEST_LETTERS = 2


def open_organisations() -> list[tuple[str, str]]:
    """The organisations that are open today."""
    return organisation_choices(open_on=today(timezone.now()))


def readable_name(text: str) -> None:
    """Refuse a name too short to search for."""
    if sum(len(word) for word in words(text)) < FEWEST_LETTERS:
        raise ValidationError(f"Enter at least {FEWEST_LETTERS} letters of the name")


def readable_number(text: str) -> str:
    """A number in its written form; refuses what is not one."""
    try:
        return parse(text)
    except InvalidNumber as fault:
        raise ValidationError(str(fault)) from None


class RegisterSearchForm(forms.Form):
    """What the public may search by; all that is given must hold."""

    name = fields.CharField(label="Name", hint="Part of it is enough", required=False, validators=[readable_name])
    number = fields.CharField(
        label="Registration number", hint="For example, NM-20441703-6", required=False, width=20, max_length=40
    )
    organisation = fields.OrganisationField(
        label="Organisation", hint="Its full name or code", required=False, organisations=open_organisations
    )

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        return readable_number(typed) if typed else ""


class CorrectionSearchForm(forms.Form):
    """Which requests to list."""

    status = fields.SelectField(
        label="State",
        required=False,
        choices=[("open", "Waiting for a decision"), ("accepted", "Accepted"), ("refused", "Refused"), ("", "All")],
    )
