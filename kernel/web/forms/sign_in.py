"""The forms of signing in: django-allauth's, with this house's fields in place of its own."""

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError

from kernel import fields
from kernel.passwords import is_breached
from kernel.queries import system_user
from kernel.web.accounts import is_person

if TYPE_CHECKING:
    from kernel.models import User

HOW_TO_CHOOSE = "At least 12 characters. Three random words are easier to remember than a short, odd one"
BREACHED = "This password is on lists of stolen passwords. Choose another"
DIFFERENT = "The two passwords are not the same. Type the new password twice"


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = fields.EmailField(label="Email address", autocomplete="username")
        self.fields["password"] = fields.PasswordField(label="Password")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the link. Only people's open accounts are sent one, and the page says the same to all."""

    email = fields.EmailField(label="Email address")
    users: list["User"]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[User] = self.users
        people, nobody = [user for user in found if is_person(user)], system_user()
        self.users = people or [nobody]  # so that as much is done for nobody, up to the letter that nobody gets
        return email


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = fields.PasswordField(
            label="New password", hint=HOW_TO_CHOOSE, missing="Enter a new password", autocomplete="new-password"
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
        if is_breached(password):
            raise ValidationError(BREACHED)
        return password

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if "password1" in given and "password2" in given and given["password1"] != given["password2"]:
            self.add_error("password2", DIFFERENT)
        return given
