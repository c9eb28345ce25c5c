"""What an auditor looks for among sign-ins, sent by GET."""

from typing import Any

from django import forms

from kernel import fields
from kernel.sign_in_log import KINDS, SignInFilter


class SignInSearchForm(forms.Form):
    """What could not be read of it narrows nothing."""

    person = fields.CharField(
        label="Whose account",
        hint="Part of a name or email address; or a whole address that has no account",
        required=False,
    )
    kind = fields.SelectField(label="What happened", required=False, choices=[("", "Anything"), *KINDS.items()])
    since = fields.DateField(label="From", hint="For example, 9 3 2026", required=False)
    until = fields.DateField(label="To", hint="For example, 10 3 2026", required=False)

    @property
    def wanted(self) -> SignInFilter:
        """What to look for."""
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return SignInFilter(**given)
