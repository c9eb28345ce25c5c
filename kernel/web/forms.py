"""The forms of signing in: django-allauth's, with this house's fields in place of its own."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from kernel import fields


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = fields.EmailField(label="Email address", autocomplete="username")
        self.fields["password"] = fields.PasswordField(label="Password")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    email = fields.EmailField(label="Email address")


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = fields.PasswordField(
            label="New password",
            hint="At least 12 characters. Three random words are easier to remember than a short, odd one",
            autocomplete="new-password",
        )
        self.fields["password2"] = fields.PasswordField(
            label="New password again", missing="Enter the new password again", autocomplete="new-password"
        )

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        try:
            get_adapter().clean_password(password, user=self.user)
        except ValidationError as refused:
            raise ValidationError(refused.messages) from refused
        return password
