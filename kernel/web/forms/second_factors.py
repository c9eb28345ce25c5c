"""Forms of second factors."""

from django import forms

from kernel import fields


class CodeForm(forms.Form):
    """A code of an authenticator app, or a recovery code. Pasting and filling in by a program are welcome."""

    code = fields.CharField(
        label="Code",
        hint="The 6 digits that your authenticator app shows now, or one of your recovery codes",
        max_length=40,
        autocomplete="one-time-code",
        missing="Enter the code that your authenticator app shows",
    )


class AppForm(forms.Form):
    """The first code of an app that is being set up."""

    code = fields.CharField(
        label="Code",
        hint="The 6 digits that the app shows now",
        max_length=40,
        autocomplete="one-time-code",
        missing="Enter the code that your authenticator app shows",
    )
