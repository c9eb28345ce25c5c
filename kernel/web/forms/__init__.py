"""The kernel's forms. django-allauth finds its own by these names, from the settings."""

from kernel.web.forms.sign_in import NewPasswordForm, ResetPasswordForm, SignInForm

__all__ = ["NewPasswordForm", "ResetPasswordForm", "SignInForm"]
