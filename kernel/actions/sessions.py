"""Sessions ended before their time."""

from django.db import transaction

from kernel.errors import ActionRefused
from kernel.models import Session, User


@transaction.atomic
def end_session(*, session: Session) -> None:
    """End one session: its next request is a visitor's."""
    if not Session.objects.filter(pk=session.pk).delete()[0]:
        raise ActionRefused("This session has ended already.")


@transaction.atomic
def end_sessions(*, user: User) -> int:
    """End every session of an account, and return how many there were."""
    return Session.objects.filter(user=user).delete()[0]
