"""Signed-in browsers for tests, at each stage of signing in."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from kernel import actions, one_time_codes
from kernel.history import acting
from kernel.models import User
from kernel.sign_ins import PROOF

by_password = Client.force_login  # what it does by itself, before conftest makes it sign in wholly


def sign_in_wholly(client: Client, user: User, backend: str | None = None, *, at: datetime | None = None) -> None:
    """As after the password and a second factor, given `at` (a moment ago unless said otherwise)."""
    by_password(client, user, backend)
    session = client.session
    session[PROOF] = {"user": user.pk, "at": (at or timezone.now()).timestamp()}
    session.save()


TIME_TO_TYPE = timedelta(seconds=5)


class App:
    """A user's authenticator app: shows a code that was not used yet."""

    def __init__(self, user: User) -> None:
        self.secret = one_time_codes.new_secret()
        self.step = 0
        with acting(user=user):
            actions.add_app(user=user, secret=self.secret, at=timezone.now())

    def code(self) -> str:
        oldest = one_time_codes.step_at(timezone.now() + TIME_TO_TYPE) - one_time_codes.TOLERANCE
        self.step = max(self.step + 1, oldest)
        return one_time_codes.code_of(secret=self.secret, step=self.step)
