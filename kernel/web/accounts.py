"""Signing in: what django-allauth asks of this house. Its own pages are in templates/account/."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from kernel.actions import set_password
from kernel.history import acting
from kernel.models import User
from kernel.outbox import send_mail
from kernel.queries import system_user_id


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """E-mail and password. A password whose hash is out of date is hashed again, in the system's name."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        with transaction.atomic(), acting(user=system_user_id(), reason="Signing in"):
            user: User | None = super().authenticate(request, **credentials)
        return None if user is None or user.is_service or user.is_system else user


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; mail leaves by the outbox; passwords are changed by an action."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        set_password(user=user, password=password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the password reset sends mail; its link is built on BASE_URL, never on the Host header."""
        if template_prefix != "account/email/password_reset_key":
            return
        path = context["password_reset_url"].split("/", 3)[-1]
        with transaction.atomic():
            send_mail(
                to=email,
                subject="Choose a new password",
                template="password_reset",
                context={"link": f"{settings.BASE_URL}/{path}"},
            )

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""
