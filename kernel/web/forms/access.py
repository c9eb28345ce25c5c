"""Forms about the access log: why somebody looks, and what an auditor looks for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme

from kernel import fields
from kernel.access_log import own_work
from kernel.queries import AccessFilter

SHORTEST_REASON = 10
NOUNS = {
    "barring.bar": "Bar",
    "barring.check": "Check",
    "barring.check_delay": "Check held back",
    "barring.check_query": "Query about a check",
    "barring.review": "Possible match",
    "barring.watch": "Watch",
    "barring.watch_batch": "File of watches",
    "conduct.case": "Case",
    "conduct.concern": "Concern",
    "conduct.file": "File of a case",
    "consultation.consultation": "Consultation",
    "kernel.message": "Message",
    "kernel.access": "Access log",
    "kernel.api_client": "API client",
    "kernel.invitation": "Invitation",
    "kernel.role_change": "Change of roles",
    "kernel.sign_in": "Sign-ins",
    "kernel.user": "Account",
    "kernel.webhook_endpoint": "Webhook endpoint",
    "register.correction": "Request to correct",
    "register.person": "Person",
}


class GiveReasonForm(forms.Form):
    """Why somebody needs to see one thing. The hidden fields say which, and where to go back to."""

    reason = fields.TextField(
        label="Why do you need to see this?",
        missing="Say why you need to see this",
        hint="For example, “covering for a colleague who is away”. It is kept with the record of your look",
        max_length=300,
        rows=3,
    )
    noun = forms.CharField(widget=forms.HiddenInput)
    reference = forms.CharField(widget=forms.HiddenInput, max_length=100)
    next = forms.CharField(widget=forms.HiddenInput, max_length=500)

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if len(reason) < SHORTEST_REASON or not any(character.isalpha() for character in reason):
            raise ValidationError(f"Say why in at least {SHORTEST_REASON} characters")
        return reason

    def clean_noun(self) -> str:
        if self.cleaned_data["noun"] not in own_work():
            raise ValidationError("Go back and open the page again")
        return str(self.cleaned_data["noun"])

    def clean_next(self) -> str:
        if not url_has_allowed_host_and_scheme(self.cleaned_data["next"], allowed_hosts=None):
            raise ValidationError("Go back and open the page again")
        return str(self.cleaned_data["next"])


class AccessSearchForm(forms.Form):
    """What an auditor looks for, sent by GET."""

    person = fields.CharField(label="Who looked", hint="Part of a name or email address", required=False)
    noun = fields.SelectField(label="At what", required=False, choices=[("", "Anything"), *NOUNS.items()])
    reference = fields.CharField(
        label="Reference", hint="Finds lists and searches that showed it too", required=False, max_length=100
    )
    searched = fields.CharField(
        label="Whom they searched for", hint="A name or number as it may have been typed", required=False
    )
    since = fields.DateField(label="From", hint="For example, 9 3 2026", required=False)
    until = fields.DateField(label="To", hint="For example, 10 3 2026", required=False)
    refused = fields.BooleanField(label="Only those refused", required=False)
    with_reason = fields.BooleanField(label="Only those with a reason", required=False)

    @property
    def wanted(self) -> AccessFilter:
        """What to look for; what could not be read of it narrows nothing."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return AccessFilter(**given)
