"""Forms about organisations."""

import re
from datetime import date

from django import forms
from django.core.validators import RegexValidator

from kernel import fields
from kernel.queries import ORGANISATION_CLASSES, organisation_choices

CODE = RegexValidator(re.compile(r"[A-Za-z0-9]{2,12}\Z"), "Enter a code of 2 to 12 letters and numbers, like QMJ")
FIRST = date(1900, 1, 1)


class OrganisationSearchForm(forms.Form):
    q = fields.CharField(label="Code or part of the name", required=False)
    kind = fields.SelectField(label="Class", required=False, choices=[("", "Any class"), *ORGANISATION_CLASSES])
    state = fields.SelectField(
        label="Open or closed",
        required=False,
        choices=[("", "Open and closed"), ("open", "Open"), ("closed", "Closed")],
    )


class NewOrganisationForm(forms.Form):
    code = fields.CharField(
        label="Code", hint="Its ODS code, or one of your own where it has none", width=10, validators=[CODE]
    )
    name = fields.CharField(label="Name", max_length=200)
    organisation_class = fields.SelectField(
        label="Class", choices=ORGANISATION_CLASSES, missing="Select a class of organisation"
    )
    postcode = fields.CharField(label="Postcode", required=False, width=10, max_length=10)
    opened_on = fields.DateField(label="Opened on", hint="For example, 1 4 2019", required=False, earliest=FIRST)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.upper()


class OrganisationForm(forms.Form):
    name = fields.CharField(label="Name", max_length=200)
    organisation_class = fields.SelectField(label="Class", choices=ORGANISATION_CLASSES)
    closed_on = fields.DateField(
        label="Closed on", hint="Its last day. Leave empty while it is open", required=False, earliest=FIRST
    )
    successor = fields.OrganisationField(
        label="Went into",
        hint="Code or name of the body that follows it. It watches from then on whom this one watched",
        organisations=lambda: organisation_choices(open_on=FIRST),
        required=False,
    )
    reason = fields.TextField(
        label="Reason for the change", hint="It is kept with the change", max_length=2_000, rows=3
    )
