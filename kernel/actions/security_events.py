"""What happened to people's ways in: sign-ins, tries in vain, changes of what they sign in with."""

from datetime import datetime

from django.db import transaction

from kernel.history import current_actor
from kernel.keys import keyed_hash
from kernel.limits import hit
from kernel.models import SecurityEvent, SignInKind, SignInMeans

Kind = SignInKind
Means = SignInMeans

MOST_AN_HOUR = 60
"""Of one kind, for one account. Only so many are written down that anybody can cause without being signed in."""

MOST_OF_STRANGERS = 600
"""Of one kind an hour, for all addresses together that no account has."""


def record_security_event(
    *, kind: Kind, user_id: int | None, means: str = "", browser: str = "", place: str = "", typed: str = ""
) -> None:
    """Write down what an account's owner did about their way in. `place` is whence, and kept as a keyed digest."""
    _write(kind, user_id, typed, is_last=False, means=means, browser=browser, place=place)


def record_attempt(
    *, kind: Kind, user_id: int | None, typed: str, at: datetime, browser: str = "", place: str = ""
) -> None:
    """Write down what anybody can cause, so many times an hour: the last of them says that more may have followed.

    `typed` is the address or name that was given; it is kept, as a keyed digest, only where no account has it. What is
    not to be kept is written and taken back, beside a count that stays, so that nobody learns from the time taken.
    """
    whose = "strangers" if user_id is None else user_id
    most = MOST_OF_STRANGERS if user_id is None else MOST_AN_HOUR
    hour = at.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        left, _ = hit(key=f"security-events:{kind}:{whose}", limit=most, at=hour)
        with transaction.atomic():
            _write(kind, user_id, typed, is_last=left == 0, browser=browser, place=place)
            transaction.set_rollback(left < 0)


def typed_digest(*, typed: str) -> str:
    """What an address that no account has is kept as."""
    return keyed_hash(purpose="security-events", value=typed.strip().lower())


def _write(kind: Kind, user_id: int | None, typed: str, *, place: str, **told: object) -> None:
    digest = typed_digest(typed=typed)
    SecurityEvent.objects.create(
        kind=kind,
        user_id=user_id,
        typed=digest if user_id is None else "",
        place=keyed_hash(purpose="places", value=place)[:16] if place else "",
        request_id=current_actor().request_id,
        **told,
    )
