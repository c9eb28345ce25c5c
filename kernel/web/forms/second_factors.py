"""Forms of second factors."""

from typing import Any

from django import forms

from kernel import fields
from kernel.passkeys import LONGEST_ANSWER

ENTER = "Enter the code that your authenticator app shows"


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code; or what a passkey answered, put in by the page's script.

    Pasting and filling in by a program are welcome.
    """

    code = fields.CharField(
        label="Code",
        hint="The 6 digits that your authenticator app shows now, or one of your recovery codes",
        max_length=40,
        width=20,
        autocomplete="one-time-code",
        required=False,
    )
    passkey = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors and not given.get("code") and not given.get("passkey"):
            self.add_error("code", ENTER)
        return given


class AppForm(forms.Form):
    """The first code of an app that is being set up."""

    code = fields.CharField(
        label="Code",
        hint="The 6 digits that the app shows now",
        max_length=40,
        width=20,
        autocomplete="one-time-code",
        missing=ENTER,
    )


class PasskeyForm(forms.Form):
    """A passkey that was just made, and what its owner calls it."""

    name = fields.CharField(
        label="Name of the passkey",
        hint="So that you know it again, such as “Work laptop”",
        max_length=60,
        missing="Enter a name for the passkey",
    )
    passkey = forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput)

    def clean_passkey(self) -> str:
        """Empty where the script did not run, or the browser was told to stop."""
        answer: str = self.cleaned_data["passkey"]
        if not answer:
            raise forms.ValidationError("Your browser made no passkey. Choose the button, and follow what it asks")
        return answer
