"""Sessions of browsers, the browsers that an account was used from, and how often a sign-in was tried."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from kernel.models.accounts import User


class Session(AbstractBaseSession):
    """A browser's session. `session_key` is a digest: what the browser's cookie holds is kept nowhere.

    Of a visitor it says nothing but its data; of whoever is signed in, since when, last when, and in what browser.
    """

    without_history = "sessions come and go with each visit; history would keep what people had open"

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sessions")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    browser = models.TextField()

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, began_at=None, seen_at=None, browser="")
                | Q(user__isnull=False, began_at__isnull=False, seen_at__isnull=False),
                name="session_says_nothing_of_visitors",
            ),
        ]


class KnownBrowser(models.Model):
    """A browser in which an account signed in before: it keeps a random value, of which the digest is here."""

    without_history = "its owner may have it forgotten"

    user = models.ForeignKey(User, models.PROTECT, related_name="browsers")
    digest = models.TextField()
    name = models.TextField()
    first_used_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="knownbrowser_once")]


class Attempt(models.Model):
    """How often something secret was tried in vain from one place. The key is a keyed hash."""

    without_history = "counts live for a day"

    key = models.TextField(primary_key=True)
    tries = models.IntegerField()
    last_at = models.DateTimeField(db_index=True)
