"""Signing in: what django-allauth asks of this house. Its pages are in templates/account/."""

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.stages import LoginStage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from kernel import sessions, sign_ins
from kernel.actions import begin_attempt, forget_attempts, note_browser, set_password
from kernel.actions.attempts import TooManyAttempts
from kernel.actions.security_events import Kind
from kernel.history import acting
from kernel.limits import caller_network
from kernel.outbox import send_mail, wake_when_committed
from kernel.queries import factors_of, knows_browser, system_user_id
from kernel.web import keeping, noting

if TYPE_CHECKING:
    from kernel.models import User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """Email and password. A password whose hash is out of date is hashed again, in the system's name."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> "User | None":
        with transaction.atomic(), acting(user=system_user_id(), reason="Signing in"):
            user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and is_person(user) else None

    def get_user(self, user_id: int) -> "User | None":
        """Who a session belongs to, asked at each request: nobody, once the account is closed."""
        user: User | None = super().get_user(user_id)
        return user if user is not None and is_person(user) else None


def is_person(user: "User") -> bool:
    """Whether an account is for somebody who signs in, rather than a program's or the system's own."""
    return not (user.is_service or user.is_system)


class SecondFactorStage(LoginStage):  # type: ignore[misc]
    """Holds a sign-in until the second factor is given: before that, nobody is signed in."""

    key = "second_factor"
    urlname = "account_code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Asks whoever has a second factor for it. Who must set one up first is led there by every door."""
        user = self.login.user
        if sign_ins.take_providers_word(self.request, user_id=user.pk, at=timezone.now()):
            return None, True
        if factors_of(user).exists():
            self.state["password"] = user.get_session_auth_hash()
            return HttpResponseRedirect(reverse(self.urlname)), True
        return None, True

    def still_holds(self) -> bool:
        """Whether the account is open, and its password the one that was given: it may have changed since.

        A sign-in that waits for its code is no session yet, so that none is ended with the others.
        """
        user = self.login.user
        return bool(user.is_active) and self.state.get("password") == user.get_session_auth_hash()


def own_address(address: str | None) -> str:
    """Where to go on to: an address of this service's own, whatever the Host header says; else the start page."""
    host = urlsplit(settings.BASE_URL).netloc
    if address and url_has_allowed_host_and_scheme(address, {host}, require_https=settings.SECURE):
        return address
    return reverse(settings.LOGIN_REDIRECT_URL)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; mail leaves by the outbox; passwords are changed by an action."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not correct. Check both and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """There are pages only: no header turns them into JSON, or round the steps of a password reset."""
        return False

    def get_login_stages(self) -> list[str]:
        """What follows the password: the second factor, of whoever has one."""
        return ["kernel.web.accounts.SecondFactorStage"]

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a sign-in may lead on to an address."""
        return bool(url) and own_address(url) == url

    def set_password(self, user: "User", password: str) -> None:
        set_password(user=user, password=password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on BASE_URL, never on the Host header, which whoever asks for the email chooses."""
        uidb36, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": secret})
        return f"{settings.BASE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The link for a new password is the only mail that the library sends; who has no account gets none.

        That one is written and taken back, beside a note that stays and a call to the dispatcher, so that both take
        the same time.
        """
        if template_prefix != "account/email/password_reset_key":
            return
        user = context["user"]
        nobody = not is_person(user)
        noting.note_attempt(context["request"], Kind.RESET_ASKED, typed=email)
        with transaction.atomic():
            send_mail(
                to=user.email,  # never what was typed: two addresses can be equal here and not to a mail server
                subject="Choose a new password",
                template="password_reset",
                context={"link": context["password_reset_url"]},
            )
            transaction.set_rollback(nobody)
        wake_when_committed()

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened themselves."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try, whether there is such an account or not."""
        try:
            begin_attempt(key=f"password:{place_of(request, credentials['email'])}", at=timezone.now())
        except TooManyAttempts as refusal:
            noting.note_attempt(request, Kind.TOLD_TO_WAIT, typed=credentials["email"])
            raise ValidationError(refusal.text) from refusal

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Writes it down, for an account and for an address that has none."""
        noting.note_attempt(request, Kind.PASSWORD_WRONG, typed=credentials["email"])

    def respond_user_inactive(self, request: HttpRequest, user: "User") -> HttpResponse:
        """Whoever has the password is told that the account is closed."""
        noting.note_attempt(request, Kind.ACCOUNT_CLOSED, user_id=user.pk)
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> "User | None":
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            forget_attempts(key=f"password:{place_of(request, credentials['email'])}")
        return user

    def login(self, request: HttpRequest, user: "User") -> None:
        """Begins a session of 12 hours: under a new id, and with nothing of an earlier one's time."""
        super().login(request, user)
        for name in (sessions.BEGAN, sessions.SEEN):
            request.session.pop(name, None)
        request.session[sessions.BROWSER] = sign_ins.browser_name(request)

    def post_login(self, request: HttpRequest, user: "User", **told: Any) -> HttpResponse:
        """Remembers the browser, and has the account's owner told of a new one."""
        response: HttpResponse = super().post_login(request, user, **told)
        noting.note(request, Kind.SIGNED_IN, user_id=user.pk, means=sign_ins.proved_by(request, user_id=user.pk))
        token = sign_ins.browser_token(request) or secrets.token_urlsafe(32)
        note_browser(user=user, token=token, name=sign_ins.browser_name(request), at=timezone.now())
        if keeping.kept(request, user.pk):
            response = HttpResponseRedirect(reverse("kernel:late_form"))
        sign_ins.remember_browser(response, token)
        return response


def place_of(request: HttpRequest, email: str) -> str:
    """An account and whence it is tried: a browser that its owner used before, or else the address."""
    address = email.strip().lower()
    token = sign_ins.browser_token(request)
    if knows_browser(email=address, token=token):
        return f"{address}:browser:{token}"
    return f"{address}:address:{caller_network(request)}"
