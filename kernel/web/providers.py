"""Signing in by an organisation's own provider (OpenID Connect): known people only, and nothing is stored of it."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from kernel import queries, sign_ins
from kernel.actions.security_events import Kind
from kernel.web import noting

UNKNOWN = (
    "No open account has an address that your provider has verified. Sign in with your password, or ask to be invited."
)


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever has an account is told by the address that the provider has verified; nobody else gets further."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Not the library's way, which may change the account's password: see `pre_social_login`."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Finds the account, among those of the provider's own organisation: whatever address it names, no other's.

        From here on the sign-in is as by a password, the second factor included.
        """
        verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        user = queries.account_for_provider(verified, organisation=sociallogin.provider.app.settings["organisation"])
        if user is None:
            noting.note_attempt(request, Kind.PROVIDER_REFUSED, typed=next(iter(verified), ""))
            messages.error(request, UNKNOWN)
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = user
        if sociallogin.provider.app.settings["second_factor"]:
            sign_ins.trust_provider(request, user_id=user.pk)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **told: Any) -> None:
        """The provider refused, or cannot be reached."""
        noting.note_attempt(request, Kind.PROVIDER_REFUSED)
        messages.error(request, "Your provider did not sign you in. Try again, or sign in with your password.")
        raise ImmediateHttpResponse(redirect("account_login"))
