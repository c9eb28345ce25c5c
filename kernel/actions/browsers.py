"""Browsers remembered and forgotten."""

from datetime import datetime

from django.db import transaction

from kernel.actions.accounts import tell
from kernel.models import KnownBrowser, User
from kernel.sign_ins import browser_digest


@transaction.atomic
def note_browser(*, user: User, token: str, name: str, at: datetime) -> KnownBrowser:
    """Note that an account signed in in a browser, known by its token. Its owner is told of one that is new.

    The first of all is nothing to tell: it is the one in which the account was made.
    """
    known = KnownBrowser.objects.select_for_update().filter(user=user)
    browser = known.filter(digest=browser_digest(token)).first()
    if browser is not None:
        browser.last_used_at, browser.name = at, name
        browser.save(update_fields=["last_used_at", "name"])
        return browser
    if known.exists():
        tell(user=user, template="new_browser", context={"browser": name, "at": at})
    return KnownBrowser.objects.create(
        user=user, digest=browser_digest(token), name=name, first_used_at=at, last_used_at=at
    )


@transaction.atomic
def forget_browser(*, browser: KnownBrowser) -> None:
    """Forget a browser: signing in in it counts as new again."""
    browser.delete()
